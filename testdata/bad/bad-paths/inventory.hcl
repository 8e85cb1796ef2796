builder "ada" {
  ssh_key          = "~/.ssh/id_ed25519" # want error invalid-path says `root's`
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    identity_agent = "agent.sock" # want error invalid-path
  }
  remote {
    nix_path     = ["bin"]           # want error invalid-path at `"bin"`
    wrapper_path = "/etc/../wrapper" # want error invalid-path
    home         = "/home/nix/"      # want error invalid-path
  }
  cache {
    public_key      = "ada-1:m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI="
    secret_key_file = "cache.pem" # want error invalid-path
  }
}

builder "bob" {
  ssh_key          = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0" # want error invalid-path says `a key`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "laptop" {
  dir                     = "/etc/build machines" # want error invalid-path says `nix.conf`
  signing_secret_key_file = "$HOME/key"           # want error invalid-path
}
