client "a" {
  release = "23.11" # want error invalid-release at `"23.11"`
}

builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    platform = "nixos"
    release  = "unstable" # want error invalid-release
  }
}
