builder "ada" {
  systems            = ["aarch64-linux"]
  supported_features = ["kvm"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  systems            = ["aarch64-darwin"]
  mandatory_features = ["benchmark"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

require "tests" { # want error requirement-unmet says `nixos-test`
  system   = "aarch64-linux"
  features = ["kvm", "nixos-test"]
}

require "mac" { # want error requirement-unmet says `bob could`
  system = "aarch64-darwin"
}

require "fine" {
  system   = "aarch64-linux"
  features = ["kvm"]
}
