builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    from         = ["192.0.2.0/24"]
    wrapper_path = "/opt/my wrapper" # want error authorized-keys-value at `"/opt/my wrapper"`
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOUpL2GhYXfbmfoD34USed1W3xBwGXnuH0aoyp/2++U5"]
  from            = ["198.51.100.0/24"] # want error authorized-keys-value at `["198.51.100.0/24"]` says `none in common`
}
