# A home with three builders and a laptop that sends builds to them.
version = 1

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
}

profile "big" {
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
}

# The desktop: fast, and switched on during the day.
builder "desktop" {
  profiles         = ["big"]
  host_name        = "desktop.home.arpa"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 8
  speed_factor     = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC2QRSkQvi7q7peGRkQgt4G4FFJ/GHHZLYr4Loy01ihU"]
}

# The server in the cupboard: slow, always on.
builder "server" {
  host_name          = "server.home.arpa"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 2
  supported_features = ["benchmark"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGe8KLcZ0RxHVkLZd9+aLQGDWAVRT1Jptgau5M5mQw3Q"]
}

builder "pi" {
  host_name        = "192.168.1.30"
  port             = 2222
  systems          = ["aarch64-linux"]
  max_jobs         = 2
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwhAIlS7bqpyuH63Q4UiZpqJNdDVen+Kbj7UW9vl1tz"]
}

client "laptop" {
  platform        = "linux"
  max_jobs        = 2 # builds on the laptop itself, at most
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPdIfrHs7/B+yzN0S9C8UuYkzWry2KJ++CWxucY4x6sg"]
}
