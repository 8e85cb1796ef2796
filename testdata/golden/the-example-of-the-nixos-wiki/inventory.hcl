# "Distributed build": an unusual port, and everything about the connection in
# root's ssh configuration.

builder "builder" {
  host_name          = "192.168.42.42"
  port               = 1234
  ssh_user           = "foo"
  ssh_key            = "/root/.ssh/nixremote"
  systems            = ["x86_64-linux", "i686-linux"]
  speed_factor       = 2
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPLNmlGkC18ty6n5WkD3EVoH296tIbIWwEubyGdsDMEs"]
}

client "laptop" {
  platform = "nixos"
}
