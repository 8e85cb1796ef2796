defaults {
  protocol = "ssh"
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
  systems  = ["x86_64-linux", "i686-linux"]
}

builder "shared" {
  host_name        = "shared.example.org"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILnSrcTVJDSRW9aFSX6BBZCuGDKyjeTSkAaZKlUsmdH8"]

  remote {
    client_stores = true
  }
}

builder "declared" {
  host_name        = "declared.example.org"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]

  remote {
    platform      = "nixos"
    client_stores = true
    trusted       = false
  }
}

client "guest" {
  nix             = "nix 2.8"
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOUpL2GhYXfbmfoD34USed1W3xBwGXnuH0aoyp/2++U5 root@guest"]
}

client "neighbour" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0 root@neighbour"]
}
