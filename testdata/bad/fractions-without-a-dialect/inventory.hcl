builder "ada" {
  speed_factor          = 2
  emulated_speed_factor = 0.25 # want error speed-factor-fraction at `0.25` says `ada = 8, ada-emulated = 1`
  systems               = ["aarch64-linux"]
  emulated_systems      = ["riscv64-linux"]
  public_host_keys      = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
