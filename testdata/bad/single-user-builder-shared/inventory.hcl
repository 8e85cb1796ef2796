builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    install = "single-user" # want warning single-user-trust at `"single-user"` says `2 clients`
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    install = "proot"
    trusted = false # want warning single-user-trust at `false`
  }
}

client "a" { # want hint client-key-missing
  use = ["ada"]
}

client "b" { # want hint client-key-missing
  use = ["ada"]
}
