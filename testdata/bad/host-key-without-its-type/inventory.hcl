builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error host-key-bare-blob says `"ssh-ed25519"`
}
