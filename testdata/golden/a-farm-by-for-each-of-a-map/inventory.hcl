# Names are <label>-<key>, and the order is that of the keys.

variable "domain" {
  type    = string
  default = "ci.example.com"
}

locals {
  farm = {
    a = { cores = 32, key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7T2vW1GJyYyi54z/cdxb9zC2ggU0y2+qy0loTrtxKY" }
    b = { cores = 32, key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFfe3VLWgfI/ZYx2sE0pnlH4pF02AgKCLrMYS/W0k2cv" }
    c = { cores = 96, key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINDXpAscexY4o5KwbfESe4HEGNI3uISHCAZCyxLD1jnE" }
  }
}

builder "ci" {
  for_each = local.farm

  host_name          = "${each.key}.${var.domain}"
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/ci_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = each.value.cores / 8
  speed_factor       = each.value.cores > 64 ? 3 : 1
  supported_features = ["big-parallel", "kvm", "nixos-test"]
  public_host_keys   = [each.value.key]
  tags               = each.value.cores > 64 ? ["ci", "large"] : ["ci"]
}

client "runner" {
  platform = "nixos"
  max_jobs = 0
}

client "release" {
  platform = "nixos"
  use      = ["@large", "ci-a"]
}
