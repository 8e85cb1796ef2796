builder "nas" { # Nix in a home folder, behind sudo
  host_name        = "nas.lan"
  ssh_user         = "admin"
  ssh_key          = "/etc/nix/nas"
  systems          = ["x86_64-linux", "i686-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGYxuy1iCj9Yj7KksIW5rYpca2L9gBWg3UVFiXbqfng3"]
  uri_params = {
    remote-program = "sudo /volume1/@nix/bin/nix-daemon"
    compress       = true
  }
}

builder "jail" {
  host_name        = "jail.lan"
  ssh_user         = "admin"
  ssh_key          = "/etc/nix/nas"
  protocol         = "ssh"
  systems          = ["x86_64-linux", "i686-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDMxYHyCgzc0Dt5Tl5b9QdVghof7zTtFqpAsuX9D7q5L"]
  uri_params       = { remote-store = "/srv/100%,all" }
}
