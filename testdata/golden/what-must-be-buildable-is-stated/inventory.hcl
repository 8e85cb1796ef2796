builder "ada" {
  host_name          = "ada.example.org"
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  emulated_systems   = ["aarch64-linux"]
  supported_features = ["kvm", "nixos-test", "big-parallel"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

require "tests-in-vms" {
  system   = "x86_64-linux"
  features = ["kvm", "nixos-test"]
}

require "images-for-the-pi" {
  system  = "aarch64-linux"
  clients = ["laptop"]
}

client "laptop" {}
