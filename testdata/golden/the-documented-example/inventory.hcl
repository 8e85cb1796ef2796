version = 1

variable "domain" { default = "example.org" }
locals { cores = 32 }

defaults { # under every builder
  protocol = "ssh-ng"
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

profile "big-linux" { # reusable attributes
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
}

jump "bastion" {
  host_name        = "bastion.example.org"
  ssh_user         = "jump"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLtfmiyVIbnkYP35ZiEBtesqp0YUN4flkW6R0ITA5wd"]
}

builder "ada" {
  profiles         = ["big-linux"]
  host_name        = "ada.${var.domain}"
  port             = 1337
  max_jobs         = local.cores / 2
  speed_factor     = 2
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
  tags             = ["fast"]

  endpoint "lan" { host_name = "ada.lan" } # tried in order before host_name
  remote { platform = "nixos" }            # what stands on the far side
  ssh {
    proxy_jump = ["bastion"]
    options    = { Compression = "yes" }
  }
  cache { # the builder as a substituter
    public_key      = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E="
    secret_key_file = "/etc/nix/cache-priv-key.pem"
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFDDNP82VUyoig0igq2KfLcF9J4BJ6cp38rGc4lZ0Xn"]
}

client "laptop" {
  platform        = "nixos"
  nix             = "lix 2.95"
  use             = ["@fast", "bob"]
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICFX6EuBL6oU5JVQHs5DCu0FtO6T2HeK8t7c5c2vv6u+ root@laptop"]
  max_jobs        = 0
  override "@fast" { max_jobs = 4 }
}
