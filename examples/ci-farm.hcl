# A farm of identical builders, made by for_each. require says what they must build.
# A runner and two people of the team send builds to the farm.
version = 1

variable "domain" {
  type        = string
  default     = "ci.example.org"
  description = "Where the farm lives."
}

locals {
  x86 = {
    1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHlrKr8HmzHaSiX6PS/Fo0Qm2++/amC19Qok0yGws92C"
    2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAcFp+5KaKJQwinXssphOUk1EJ2/YaFuA+KIh8rc+HpH"
    3 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFrbBjux4QMvMj7HGodBE5ZMZEHmSgU1B5Rqat21oBUb"
  }
  arm = {
    1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO3JKK1J/SxJURfrwSa1rO1/xJO4J3PrjN2GDpfCmtaz"
    2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKnBXkkw0ol807qtGOa1CbDE1XggxaP0xKAd7B3dL6/v"
  }
}

defaults {
  ssh_user           = "nix-ci"
  ssh_key            = "/etc/nix/ci_ed25519"
  max_jobs           = 16
  supported_features = ["benchmark", "big-parallel"]
}

builder "x86" {
  for_each         = local.x86
  host_name        = "${each.key}.x86.${var.domain}"
  systems          = ["x86_64-linux", "i686-linux"]
  tags             = ["x86"]
  public_host_keys = [each.value]
}

builder "arm" {
  for_each         = local.arm
  host_name        = "${each.key}.arm.${var.domain}"
  systems          = ["aarch64-linux"]
  emulated_systems = ["armv7l-linux"]
  tags             = ["arm"]
  public_host_keys = [each.value]
}

# NixOS tests run in virtual machines, on one builder only.
builder "metal" {
  host_name          = "metal.${var.domain}"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 4
  supported_features = ["benchmark", "big-parallel", "kvm", "nixos-test"]
  mandatory_features = ["kvm"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOYkptNyR0FFf1VDJd7qkDcPT/uH/rLRro9AswT1Ow+g"]
}

client "runner" {
  max_jobs = 0 # the runner builds nothing locally
}

# People share the farm with the runner, so each of them uses only a few slots.
client "desk" {
  for_each = toset(["alice", "bob"])
  name     = each.key
  exclude  = ["metal"]

  override "*" {
    max_jobs = 2
  }
}

require "nixos-tests" {
  system   = "x86_64-linux"
  features = ["kvm", "nixos-test"]
  clients  = ["runner"]
}

require "arm" {
  system = "aarch64-linux"
}
