builder "ada" {
  systems          = ["aarch64-linux"]
  port             = 0  # want error out-of-range at `0` says `1 to 65535`
  max_jobs         = -1 # want error out-of-range
  speed_factor     = 0  # want error out-of-range at `0` says `0.01`
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpoint "lan" {
    host_name = "ada.lan"
    port      = 65536 # want error out-of-range at `65536`
  }
  ssh {
    connect_timeout       = 0     # want error out-of-range at `0`
    server_alive_interval = 86400 # want error out-of-range
  }
  remote {
    uid          = 0 # want error out-of-range
    max_startups = 5 # want error out-of-range
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  max_jobs         = 2.5 # want error out-of-range at `2.5` says `whole`
  speed_factor     = 1e9 # want error out-of-range
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}
