builder "shared" {
  host_name        = "shared.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["x86_64-linux", "i686-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILnSrcTVJDSRW9aFSX6BBZCuGDKyjeTSkAaZKlUsmdH8"]

  remote {
    platform = "nixos"
    nix      = "nix 2.31"
    trusted  = false
  }
}

client "guest" {
  nix                     = "nix 2.26"
  ssh_public_keys         = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOUpL2GhYXfbmfoD34USed1W3xBwGXnuH0aoyp/2++U5 root@guest"]
  signing_public_key      = "guest-1:ZUUL6XRBcKHYxtTWvLT6cRGDHKN1q8pOeISxasyaPh0="
  signing_secret_key_file = "/etc/nix/guest-1.sec"
}
