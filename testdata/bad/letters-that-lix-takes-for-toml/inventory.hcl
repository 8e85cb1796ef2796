builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  dir = "/etc/buildmachines-toml" # want error looks-like-toml
}

client "nix-only" {
  nix = "nix 2.31"
  dir = "/etc/buildmachines-toml"
}
