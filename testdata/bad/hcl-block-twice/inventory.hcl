defaults {
  protocol = "ssh-ng"
}

defaults { # want error duplicate-block at `defaults` says `inventory.hcl:1`
  port = 22
}

builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpoint "lan" {
    host_name = "ada.lan"
  }
  endpoint "lan" { # want error duplicate-block at `endpoint "lan"`
    host_name = "ada.lan2"
  }
  ssh {
    connect_timeout = 4
  }
  ssh { # want error duplicate-block at `ssh`
    connect_timeout = 5
  }
}

locals {
  a = 1
}

locals {
  a = 2 # want error duplicate-block at `a`
}
