builder "mini" {
  ssh_user         = "nixremote"
  systems          = ["aarch64-darwin"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
  remote { # want error missing-attribute says `uid = 550`
    platform = "nix-darwin"
  }
}

# macOS without nix-darwin chooses one itself.
builder "studio" {
  ssh_user         = "nixremote"
  systems          = ["aarch64-darwin"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    platform = "macos"
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}
