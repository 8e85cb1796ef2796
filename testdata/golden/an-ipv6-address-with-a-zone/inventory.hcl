builder "link" {
  host_name        = "fe80::1c2f:3aff:fe4b:5d6e%eth0"
  port             = 2200
  ssh_user         = "nix"
  ssh_key          = "/etc/nix/link"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBA6ThF035Lv62sUCmkdDjhOJek9jnj+IK7aMy5C8VYm"]
}

builder "global" {
  host_name        = "2001:db8:7::53"
  ssh_user         = "nix"
  ssh_key          = "/etc/nix/link"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMXRj1+Pfj2whhAOxaTzdHr7c4bLZa03MwA4mBPvIOtu"]
}
