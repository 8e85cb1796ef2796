# A Mac that sends all builds for Linux to a server with NixOS.
#
# The keys are examples, and nobody has their private halves: use your own.
version = 1

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

builder "server" {
  host_name          = "server.example.org"
  systems            = ["x86_64-linux", "i686-linux"]
  emulated_systems   = ["aarch64-linux"]
  max_jobs           = 8
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]

  # server:/etc/ssh/ssh_host_ed25519_key.pub
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPEvOae0s/nAs33RucZXFfeUywztQEoXqD52eeX/ISSg"]

  remote {
    platform = "nixos"
  }
}

# For Determinate Nix, write platform = "determinate" here; flake.nix stays the same.
client "macbook" {
  platform = "nix-darwin"

  # macbook:/etc/nix/builder_ed25519.pub
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEUGX5fs2iY+VOeOtWcns43BKVc23dJOr5iVuRytuTQV"]
}
