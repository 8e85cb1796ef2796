# Three clients that choose by tag. use gives the order, which breaks ties.

version = 1

locals {
  racks = { 1 = "north", 2 = "north", 3 = "south", 4 = "south" }
}

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/fleet_ed25519"
  ssh {
    proxy_jump = ["gate"]
  }
}

profile "x86" {
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["big-parallel", "kvm", "nixos-test"]
  max_jobs           = 16
}

jump "gate" {
  host_name        = "gate.fleet.example.com"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/fleet_ed25519"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDbvCGWkrJgMoDBXYkn+p5ysput9RTXsYih77LxG7IPd"]
}

builder "x86" {
  for_each              = local.racks
  profiles              = ["x86"]
  host_name             = "x86-${each.key}.${each.value}.fleet.example.com"
  public_host_key_files = ["keys/x86-${each.key}.pub"]
  tags                  = ["x86", each.value]
}

builder "arm" {
  for_each              = local.racks
  host_name             = "arm-${each.key}.${each.value}.fleet.example.com"
  systems               = ["aarch64-linux", "armv7l-linux"]
  supported_features    = ["big-parallel"]
  max_jobs              = 32
  public_host_key_files = ["keys/arm-${each.key}.pub"]
  tags                  = ["arm", each.value]
}

builder "mac-1" {
  host_name        = "mac-1.north.fleet.example.com"
  systems          = ["aarch64-darwin", "x86_64-darwin"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDO+e8NPiM9I51TzOTHQTK2KhD7PjFPaFC5N/n8HUG2m"]
  tags             = ["mac", "north"]
}

builder "mac-2" {
  host_name        = "mac-2.south.fleet.example.com"
  systems          = ["aarch64-darwin", "x86_64-darwin"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINIHthU50Ske188Uw6LVwG8cjo1Xeh3WirA1uwWk4uVL"]
  tags             = ["mac", "south"]
}

builder "gpu" {
  profiles           = ["x86"]
  host_name          = "gpu.north.fleet.example.com"
  mandatory_features = ["cuda"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILEZagZDFW8zXD06OXH/rSqOhb17tv53yUSWUBiSW8BV"]
  tags               = ["north"]
}

builder "riscv" {
  host_name        = "riscv.south.fleet.example.com"
  systems          = ["riscv64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIlVdzDtIdmHkZy6TJEvGLO1MygaDKxy/L7Lx6VXekqB"]
  tags             = ["south"]
}

client "everything" {
  platform = "nixos"
}

client "southerner" {
  platform = "nixos"
  use      = ["@south", "@north"]
}

client "phone-images" {
  platform = "nixos"
  use      = ["@arm"]
  exclude  = ["arm-4"]

  override "@arm" {
    max_jobs = 4
  }
}

require "tests-in-vms" {
  system   = "x86_64-linux"
  features = ["kvm", "nixos-test"]
  clients  = ["everything", "southerner"]
}
