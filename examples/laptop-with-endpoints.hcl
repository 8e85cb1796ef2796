# A laptop that reaches its builder by cable at home, over the VPN elsewhere,
# and over the internet if neither works.
version = 1

builder "tower" {
  host_name          = "tower.example.org"
  port               = 1337
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 12
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAbMhkP3ycoBxH6pfFKjjryF3ncrpQMy6FEm6aA0ktus"]

  # Every address leads to the same machine, with the same slots and host key.
  endpoint "lan" {
    host_name = "tower.home.arpa"
    port      = 22
  }

  # The condition can be any sh command.
  endpoint "vpn" {
    host_name = "10.20.0.2"
    port      = 22
    when      = "test -e /sys/class/net/wg0"
  }
}

client "laptop" {
  nix = "nix 2.31"
}
