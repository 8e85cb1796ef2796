builder "ada" {
  host_name        = ""                    # want error invalid-text at `""`
  systems          = ["aarch64-linux", ""] # want error invalid-text at `""`
  ssh_user         = "nix\n"               # want error invalid-text says `U+000A`
  machine          = "a\u0000b"            # want error invalid-text says `U+0000`
  tags             = ["fast\t"]            # want error invalid-text
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
