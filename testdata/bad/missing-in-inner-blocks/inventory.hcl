builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpoint "lan" { # want error missing-attribute says `host_name`
    port = 22
  }
  cache { # want error missing-attribute says `public_key`
    priority = 30
  }
}

require "kernels" { # want error missing-attribute says `system`
  features = ["kvm"]
}
