# The certificate is for the name, and the machine is reached by its address.

builder "b1" {
  host_name                    = "203.0.113.17"
  ssh_user                     = "nix"
  ssh_key                      = "/etc/nix/builder_ed25519"
  systems                      = ["x86_64-linux", "i686-linux"]
  host_certificate_authorities = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC14FTS/ZL1981AIHOGs+yin54svcjHlTqixTYYzrzf35mYGqj94jc31uoDi16jHA4ng37xflwdOhUf/oUnVBGP9I7GIO5w0jNWMKKS252R9JGj+4YnC9Igl1aH9cj6T7oDGxVFUfntfTS5IfFMuVIj3aAPPn9RTSAXP/GJgNV0Zl7GgOdehDClHBHKmSvj/l0CTR+5UnoSJ8bpdaRatGqg6qZ5PiQk/kenKel3sige41ztCMb3KNHbLM75+xtvUS9g+5WQgm9PrnRfwG2IoNwyEkq1IkD/vg878pW1uezbqhjB+z1AqMJsFAiLL22z2+zYvx5bVcI2CwltfRHSKaQP"]
  host_key_alias               = "b1.build.example.com"
}

builder "b2" {
  host_name        = "203.0.113.18"
  ssh_user         = "nix"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB0lWxhmsSMVzOwQFAlPP9LWUOt8fvalsoj4yXKA8FEw"]
  host_key_alias   = "b2.build.example.com"
}
