builder "ada" {
  speed_factor     = 1.5 # want error speed-factor-fraction at `1.5` says `ada = 3, bob = 4`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  speed_factor     = 2
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "old" {
  nix = "nix 2.19"
}

client "new" {
  nix = "nix 2.20"
}
