builder "mac" {
  protocol         = "ssh-ng" # want error client-stores
  systems          = ["aarch64-darwin"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    platform      = "macos" # want error client-stores
    client_stores = true
    trusted       = true  # want error client-stores
    wrapper       = false # want error client-stores
  }
}

builder "own" {
  protocol         = "ssh"
  uri_params       = { remote-store = "/srv/store" } # want error client-stores
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILnSrcTVJDSRW9aFSX6BBZCuGDKyjeTSkAaZKlUsmdH8"]
  remote {
    client_stores = true
    install       = "single-user" # want error client-stores
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}
