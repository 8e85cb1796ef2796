# The overrides of client_defaults come first, so that the client's own win.

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
  systems  = ["x86_64-linux", "i686-linux"]
  max_jobs = 8
}

client_defaults {
  override "@shared" {
    max_jobs = 2
  }
}

builder "ada" {
  host_name        = "ada.example.org"
  tags             = ["shared"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "bob" {
  host_name        = "bob.example.org"
  tags             = ["shared"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFDDNP82VUyoig0igq2KfLcF9J4BJ6cp38rGc4lZ0Xn"]
}

client "laptop" {}

client "bench" {
  platform = "nixos"

  override "*" {
    ssh_key = "/run/secrets/bench_key"
    ssh {
      connect_timeout = 3
      options         = { Compression = "yes" }
    }
  }
  override "ada" {
    max_jobs           = 6
    host_name          = "ada.lan"
    protocol           = "ssh"
    supported_features = ["benchmark"]
  }
}
