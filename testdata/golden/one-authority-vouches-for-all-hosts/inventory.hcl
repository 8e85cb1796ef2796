# The hosts have certificates for their full names, so ssh must look for them
# under these names.

locals {
  authority = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"
}

defaults {
  ssh_user = "nix"
  ssh_key  = "/etc/nix/builder_ed25519"
  systems  = ["x86_64-linux", "i686-linux"]
}

builder "b1" {
  host_name                    = "b1.build.example.com"
  max_jobs                     = 4
  host_certificate_authorities = [local.authority]
}

builder "b2" {
  host_name                    = "b2.build.example.com"
  port                         = 2222
  max_jobs                     = 4
  host_certificate_authorities = [local.authority]
}

builder "b3" { # has no certificate yet
  host_name                    = "b3.build.example.com"
  max_jobs                     = 2
  public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMbtswf0W9eLjImVLZjCAXygZeZZVtEmeqGZUhg4KYso"]
  host_certificate_authorities = [local.authority]
}

client "ci" {
  platform = "nixos"
}
