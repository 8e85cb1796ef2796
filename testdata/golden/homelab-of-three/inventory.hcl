# Three machines under the desk, and the laptop that everything is written on.

version = 1

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

builder "ada" { # the old workstation
  host_name          = "ada.lan"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 8
  speed_factor       = 4
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je root@ada"]
}

builder "pi" {
  host_name        = "192.168.1.40"
  systems          = ["aarch64-linux"]
  max_jobs         = 2
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIERKygx7sTRoa8i0/BD3TfP/AkYMkPcN4VSVGo3kw6/l"]
}

builder "mini" {
  host_name          = "mini.lan"
  systems            = ["aarch64-darwin", "x86_64-darwin"]
  max_jobs           = 4
  speed_factor       = 3
  supported_features = ["big-parallel", "apple-virt"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILNJxyPOYOsHDHihwqLY7YgG+XofAlXVGBintWn8n4+d"]
}

client "laptop" {
  platform        = "nixos"
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICFX6EuBL6oU5JVQHs5DCu0FtO6T2HeK8t7c5c2vv6u+ root@laptop"]
}
