# A laptop that sends builds to a desktop with NixOS and to a Raspberry Pi.
#
# The keys are examples, and nobody has their private halves: use your own.
version = 1

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

# NixOS: flake.nix sets up the machine as the remote block says.
builder "desktop" {
  host_name          = "desktop.home.arpa"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 8
  speed_factor       = 4
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]

  # desktop:/etc/ssh/ssh_host_ed25519_key.pub
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL1O6pt/nQXdI5q9hXjiKeWyNRYfr9x0uh3vuZRcN9kn"]

  remote {
    platform = "nixos"
  }
}

# Debian: `buildmachines bootstrap pi` sets up the machine.
builder "pi" {
  host_name          = "192.168.1.30"
  systems            = ["aarch64-linux"]
  max_jobs           = 2
  supported_features = ["big-parallel"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAVes2GS9NaKdM90F/qIZlbKWLVKnJUqq+Oj7coVNkNj"]

  remote {
    platform = "linux"
  }
}

client "laptop" {
  platform = "nixos"

  # laptop:/etc/nix/builder_ed25519.pub
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILVf2pwrHSyTLuZLCxApAhJPAadJiFSkhjngzT6OA3qD"]
}
