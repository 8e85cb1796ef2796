# ada builds for the laptop, and has pi built for it what it cannot build. It
# never sends anything to itself, under any of its names.

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

builder "ada" {
  host_name        = "10.1.0.2"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "pi" {
  host_name        = "10.1.0.3"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIERKygx7sTRoa8i0/BD3TfP/AkYMkPcN4VSVGo3kw6/l"]
}

client "laptop" {}

client "workstation" {
  host_names = ["ada.example.org", "10.1.0.2"]
}
