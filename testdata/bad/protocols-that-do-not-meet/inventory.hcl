builder "ada" {
  systems          = ["aarch64-linux"]
  protocol         = "ssh-ng" # want error protocol-mismatch at `"ssh-ng"`
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    nix = "nix 2.8"
  }
}

client "laptop" {
  nix = "lix 2.95"
}
