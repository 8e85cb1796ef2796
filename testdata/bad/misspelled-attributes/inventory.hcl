versoin = 1 # want error unknown-attribute at `versoin` says `"version"`

builder "ada" {
  sistems          = ["aarch64-linux"] # want error unknown-attribute at `sistems` says `"systems"`
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  colour           = "red" # want error unknown-attribute at `colour`
  endpoint "lan" {
    host_name = "ada.lan"
    prot      = 22 # want error unknown-attribute at `prot` says `"port"`
  }
  ssh {
    proxy_jumps = [] # want error unknown-attribute at `proxy_jumps` says `"proxy_jump"`
  }
  remote {
    platfrom = "nixos" # want error unknown-attribute at `platfrom` says `"platform"`
  }
  cache {
    public_key = "ada-1:m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI="
    prio       = 4 # want error unknown-attribute at `prio`
  }
}

jump "bastion" {
  hostname = "b.example.org" # want error unknown-attribute at `hostname` says `"host_name"`
}

client "laptop" {
  excludes = ["ada"] # want error unknown-attribute at `excludes` says `"exclude"`
  override "ada" {
    max_job = 4 # want error unknown-attribute at `max_job` says `An override block`
  }
}

require "kernels" {
  system  = "aarch64-linux"
  feature = ["kvm"] # want error unknown-attribute at `feature` says `"features"`
}
