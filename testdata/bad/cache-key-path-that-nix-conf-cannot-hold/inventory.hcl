builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {}
  cache {
    public_key      = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E="
    secret_key_file = "/etc/nix/my key" # want error nix-conf-value at `"/etc/nix/my key"`
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOUpL2GhYXfbmfoD34USed1W3xBwGXnuH0aoyp/2++U5"]
}
