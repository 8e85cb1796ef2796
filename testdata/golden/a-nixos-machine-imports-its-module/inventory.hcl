builder "ada" {
  host_name          = "ada.example.org"
  ssh_user           = "nixremote"
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["kvm", "gccarch-znver4"]
  max_jobs           = 32
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]

  cache {
    public_key      = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E="
    secret_key_file = "/etc/nix/ada-1.sec"
  }

  remote {
    platform = "nixos"
    release  = "25.11"
    from     = ["192.0.2.0/24"]
    uid      = 780
  }
}

# Unset, release means 24.05 as well, where trusted-users replaces root.
builder "old" {
  host_name        = "old.example.org"
  ssh_user         = "builder"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]

  remote {
    platform = "nixos"
    home     = "/srv/builder"
    wrapper  = false
  }
}

client "ada" {
  platform        = "nixos"
  release         = "25.11"
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0 root@ada"]
  from            = ["192.0.2.1"]
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je root@laptop"]
}
