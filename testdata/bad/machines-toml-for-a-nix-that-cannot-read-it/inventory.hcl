builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "a" {
  nix             = "nix 2.31"
  machines_format = "toml" # want error format-needs-lix at `"toml"` says `nix 2.31`
}

client "b" {
  machines_format = "toml" # want error format-needs-lix
}

client "c" {
  nix             = "lix 2.94"
  machines_format = "toml" # want error format-needs-lix
}

client "d" {
  nix             = "lix 2.95"
  machines_format = "toml"
}
