# A laptop that reaches its builder by the cable at home, by the VPN elsewhere,
# and over the internet if neither is there.
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

  # It is one machine with one set of slots and one host key, whichever way is taken.
  endpoint "lan" {
    host_name = "tower.home.arpa"
    port      = 22
  }

  # Any sh command can decide.
  endpoint "vpn" {
    host_name = "10.20.0.2"
    port      = 22
    when      = "test -e /sys/class/net/wg0"
  }
}

client "laptop" {
  nix = "nix 2.31"
}
