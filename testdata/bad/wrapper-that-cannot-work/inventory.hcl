builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    install = "nix-user-chroot"
    wrapper = false # want error wrapper-conflict at `false`
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote { # want error wrapper-conflict says `2.93.1`
    platform = "nixos"
  }
}

client "laptop" {
  nix = "lix 2.93.0"
}
