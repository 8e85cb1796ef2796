# NixOS and nix-darwin install what is below /etc, and NixOS limits names.
builder "ada" {
  ssh_user         = "nixremote"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    platform     = "nixos"
    wrapper_path = "/usr/local/bin/nix-ssh-wrapper" # want error module-value at `"/usr/local/bin/nix-ssh-wrapper"` says `below /etc`
    home         = "/srv/nix:remote"                # want error module-value says `colon`
  }
}

builder "bob" {
  ssh_user         = "an-account-name-of-32-characters" # want error module-value says `31 characters`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    platform = "nixos"
  }
}

builder "mini" {
  ssh_user         = "nixremote"
  systems          = ["aarch64-darwin"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
  remote {
    platform     = "nix-darwin"
    uid          = 550
    wrapper_path = "/opt/nix-ssh-wrapper" # want error module-value
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}
