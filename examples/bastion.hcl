# Builders in a private network, behind a bastion. ssh does not use the builder's
# keys and pins for a jump host, so the jump has its own.
version = 1

jump "bastion" {
  host_name        = "bastion.example.org"
  ssh_user         = "jump"
  ssh_key          = "/etc/nix/bastion_ed25519"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMNu7RvE0BlPPkATu01rBLngzrdnQQTH100K2eo8Q3mJ"]
}

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"

  ssh {
    proxy_jump      = ["bastion"]
    connect_timeout = 20
  }
}

builder "inner-1" {
  host_name        = "10.1.0.11"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 8
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDf9A9e0oYOhYbQKJ8t8Zp7ddsnzSQ7PwSBITIdfz+fo"]
}

builder "inner-2" {
  host_name        = "10.1.0.12"
  systems          = ["aarch64-linux"]
  max_jobs         = 8
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBxyptHi6cEaNdjUwJUt7zlYNLQ/BraLCMpiVIJYZeYA"]
}

# Outside of the network, clients go through the bastion. Inside, they do not.
client "outside" {}

client "inside" {
  override "*" {
    ssh {
      proxy_jump = null
    }
  }
}
