# format machines --inline

builder "ada" {
  systems         = ["aarch64-linux"]
  host_name       = "fe80::1%eth0" # want error inline-connection at `"fe80::1%eth0"`
  port            = 2222           # want error inline-port at `2222`
  ssh_key         = "/etc/nix/%d"  # want error inline-connection at `"/etc/nix/%d"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]

  endpoint "lan" { # want error inline-connection says `"lan"`
    host_name = "ada.lan"
  }

  ssh {
    proxy_jump      = ["bob"]                 # want error inline-connection at `["bob"]`
    connect_timeout = 60                      # want error inline-connection at `60`
    options         = { Compression = "yes" } # want error inline-connection at `"yes"`
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

# want below hint inline-pin-not-exclusive
client "laptop" {}
