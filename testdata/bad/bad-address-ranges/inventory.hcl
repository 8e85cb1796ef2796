builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    from = ["192.0.2.7/24"] # want error invalid-address-range says `"192.0.2.0/24"`
  }
}

client "laptop" {
  from = [
    "laptop.example.org", # want error invalid-address-range at `"laptop.example.org"`
    "2001:db8::/129",     # want error invalid-address-range at `"2001:db8::/129"`
  ]
}
