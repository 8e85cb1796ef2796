builder "ada" {
  systems          = ["aarch64-linux"]
  protocol         = "ssh" # want error untrusted-protocol at `"ssh"`
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    trusted = false
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    nix     = "nix 2.8"
    trusted = false # want error untrusted-protocol at `false`
  }
}
