# Whoever owns the account owns its store.

defaults {
  systems = ["x86_64-linux", "i686-linux"]
}

builder "alone" {
  host_name        = "alone.example.org"
  ssh_user         = "alice"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]

  remote {
    install      = "single-user"
    home         = "/home/alice"
    wrapper_path = "/home/alice/.config/buildmachines/nix-ssh-wrapper"
  }
}

builder "chroot" {
  host_name        = "login.cluster.example.org"
  ssh_user         = "alice"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]

  remote {
    install      = "nix-user-chroot"
    nix_path     = ["/home/alice/bin"]
    store_path   = "/scratch/alice/nix"
    wrapper_path = "/home/alice/.config/buildmachines/nix-ssh-wrapper"
  }
}

builder "phone" {
  host_name        = "phone.example.org"
  port             = 8022
  protocol         = "ssh"
  ssh_user         = "u0_a123"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]

  remote {
    install      = "proot"
    wrapper_path = "/data/data/com.termux/files/home/nix-ssh-wrapper"
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0 alice@laptop"]
}
