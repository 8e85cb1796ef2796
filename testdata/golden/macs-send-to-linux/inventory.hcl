builder "linux-builder" { # the virtual machine of nix-darwin
  host_name          = "127.0.0.1"
  port               = 31022
  ssh_user           = "builder"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["aarch64-linux"]
  max_jobs           = 4
  supported_features = ["kvm", "benchmark", "big-parallel"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB295vf322qudi1I0LBsS0Gh+o2FoLHEIUuelUEp5rN2"]
}

client_defaults {
  max_jobs = 8
}

client "air" {
  platform = "nix-darwin"
  release  = "25.05"
}

client "studio" {
  platform = "determinate"
  nix      = "nix 2.33"
}

client "mini" {
  platform = "macos"
}
