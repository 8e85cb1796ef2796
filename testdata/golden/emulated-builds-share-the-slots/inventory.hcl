# The second entry has the same URI, so Nix counts its builds with the others.

builder "ada" {
  host_name          = "ada.example.org"
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  emulated_systems   = ["aarch64-linux", "riscv64-linux"]
  max_jobs           = 16
  speed_factor       = 4
  supported_features = ["big-parallel"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "arm" {
  host_name             = "arm.example.org"
  ssh_user              = "nixremote"
  ssh_key               = "/etc/nix/builder_ed25519"
  systems               = ["aarch64-linux"]
  emulated_systems      = ["armv7l-linux"]
  emulated_speed_factor = 2
  max_jobs              = 4
  speed_factor          = 2
  public_host_keys      = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx/GlVXqMa5owhTSOp5bseXoyxYKPs4IzQUCi5CqAcJ"]
}

client "old" {} # reads whole numbers only

client "new" {
  nix = "nix 2.34"
}
