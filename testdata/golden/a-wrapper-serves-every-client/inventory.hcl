# The allow-list has what each client sends: by its protocol, its Nix and the
# parameters of the store.

builder "ada" {
  host_name        = "ada.example.org"
  ssh_user         = "nixremote"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  uri_params       = { remote-program = "/opt/nix/bin/nix-daemon", remote-store = "/srv/store" }

  remote {
    nix_path     = ["/opt/nix/bin", "/opt/tools/bin"]
    wrapper_path = "/opt/buildmachines/wrapper"
  }
}

client "any" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "lix" {
  nix             = "lix 2.95"
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

client "new" {
  nix             = "nix 2.34"
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFDDNP82VUyoig0igq2KfLcF9J4BJ6cp38rGc4lZ0Xn"]
}
