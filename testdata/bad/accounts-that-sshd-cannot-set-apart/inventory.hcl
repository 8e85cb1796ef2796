builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "root" # want error sshd-config-value at `"root"` says `administrators`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    platform = "nixos" # the script has a word of its own for it
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    wrapper  = false
    nix_path = ["/opt/my nix/bin"] # want error sshd-config-value at `"/opt/my nix/bin"`
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOUpL2GhYXfbmfoD34USed1W3xBwGXnuH0aoyp/2++U5"]
}
