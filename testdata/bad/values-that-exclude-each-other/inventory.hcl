builder "ada" {
  systems          = ["aarch64-linux"]
  emulated_systems = ["aarch64-linux"] # want error conflicting-values at `"aarch64-linux"`
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    proxy_jump    = ["bastion"]
    proxy_command = "nc %h %p" # want error conflicting-values
  }
  remote {
    platform   = "linux"
    release    = "25.05"          # want error conflicting-values
    store_path = "/home/nix/.nix" # want error conflicting-values says `nix-user-chroot`
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    platform = "nixos"
    install  = "single-user" # want error conflicting-values
  }
}

builder "carol" {
  uri     = "unix:///run/carol.sock"
  systems = ["aarch64-linux"]
  remote { # want error conflicting-values
    platform = "nixos"
  }
}

jump "bastion" {
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}
