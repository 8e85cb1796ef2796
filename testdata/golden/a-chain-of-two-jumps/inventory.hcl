# From home through the company's edge and the lab's gate. From a desk in the
# company the edge is not needed.

jump "edge" {
  host_name        = "edge.example.com"
  ssh_user         = "alice"
  ssh_key          = "/etc/nix/edge_ed25519"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID9y15o2cEUNeqS5Y9lekiCqX6K6uK8r3f6n6vL1JadL"]
}

jump "gate" {
  host_name        = "gate.lab.example.com"
  ssh_user         = "alice"
  ssh_key          = "/etc/nix/edge_ed25519"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDbvCGWkrJgMoDBXYkn+p5ysput9RTXsYih77LxG7IPd"]
}

builder "rack" {
  host_name        = "172.16.4.10"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 32
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBsyNb9DOq3QPWkpQOKev3zXuO+d9xSukT0fBHCHU3k6"]

  ssh {
    proxy_jump      = ["edge", "gate"]
    connect_timeout = 30
  }
}

client "home" {}

client "desk" {
  override "rack" {
    ssh {
      proxy_jump      = ["gate"]
      connect_timeout = null
    }
  }
}
