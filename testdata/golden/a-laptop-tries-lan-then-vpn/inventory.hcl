# At home the desktop answers in the LAN, on the road through the VPN, and
# otherwise at its public name. It is one machine: one alias, one set of slots.

builder "desktop" {
  host_name        = "desktop.example.org"
  port             = 2222
  ssh_user         = "nix"
  ssh_key          = "/root/.ssh/id_builder"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 6
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJWIldG6UcbfayotEFcIHwp8a7izZKNN3kCSq4ncaCnT"]

  endpoint "lan" {
    host_name = "192.168.178.20"
    port      = 22
  }
  endpoint "vpn" {
    host_name = "fd00:7::20"
    when      = "ip -6 route get fd00:7::20 2>/dev/null | grep -q wg0"
  }
}

client "laptop" {
  platform = "nixos"
  nix      = "nix 2.31"
}
