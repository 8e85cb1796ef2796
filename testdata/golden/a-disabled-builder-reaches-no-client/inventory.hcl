builder "ada" {
  host_name        = "ada.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["x86_64-linux", "i686-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "broken" {
  enable           = false
  host_name        = "broken.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["aarch64-linux"]
  emulated_systems = ["armv7l-linux"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICGLRXLCpPnWKbanuWlSUBHEmH5YsLLcWfoT8UkpgWJB"]
}

client "laptop" {}

client "opal" { # its file lists the disabled ones too
  nix             = "lix 2.95"
  machines_format = "toml"
}
