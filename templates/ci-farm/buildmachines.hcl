# A farm of identical builders with NixOS, and a runner that builds nothing locally.
#
# The keys are examples, and nobody has their private halves: use your own.
version = 1

locals {
  # The machines, each with the content of its /etc/ssh/ssh_host_ed25519_key.pub.
  x86 = {
    1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOlIgk255BwxlB638e2AA9nAUNT+DeW7KnCHSJbyMGYs"
    2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBjgAZfK4PIX1hhj24t7VzzfRuuhfOERXnwmLiMAkohL"
    3 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID5NpbxqnS5Hr9anjg0hhlna9zyVL7vq53ZVBI9MJj9A"
  }
  arm = {
    1 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEQs0Rkm5U6+nENoGiSE72Uykt1CAEv1luNsZemdZrSe"
    2 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILseGMycz6h8eV80Cqii1Asc5tSJFZamRD/Bq7bL/xFe"
  }
}

defaults {
  ssh_user           = "nix-ci"
  ssh_key            = "/etc/nix/ci_ed25519"
  max_jobs           = 16
  supported_features = ["benchmark", "big-parallel"]

  remote {
    platform = "nixos"
  }
}

builder "x86" {
  for_each           = local.x86
  host_name          = "x86-${each.key}.ci.example.org"
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["benchmark", "big-parallel", "kvm", "nixos-test"]
  public_host_keys   = [each.value]
}

builder "arm" {
  for_each         = local.arm
  host_name        = "arm-${each.key}.ci.example.org"
  systems          = ["aarch64-linux"]
  public_host_keys = [each.value]
}

client "runner" {
  platform        = "nixos"
  max_jobs        = 0
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIITKgV3WyDEZv6xwjMIjIIiSlDzTy3j/FTTlrnoppiY+"]
}

# Compiling fails if the farm cannot build these.
require "nixos-tests" {
  system   = "x86_64-linux"
  features = ["kvm", "nixos-test"]
}

require "arm" {
  system = "aarch64-linux"
}
