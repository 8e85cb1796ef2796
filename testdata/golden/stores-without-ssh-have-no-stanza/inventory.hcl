# The daemon of a container, by its socket, and that of a virtual machine whose
# store is shared with the host. Only ada is reached by ssh.

builder "container" {
  uri                = "unix:///run/containers/nix/daemon-socket"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 4
  supported_features = ["big-parallel"]
}

builder "vm" {
  uri        = "unix:///run/vm/daemon-socket"
  uri_params = { root = "/srv/vm" }
  systems    = ["x86_64-linux", "i686-linux"]
}

builder "ada" {
  host_name        = "ada.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}
