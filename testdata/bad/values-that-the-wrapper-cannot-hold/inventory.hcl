builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  uri_params = {
    remote-program = "NIX_REMOTE=daemon nix-daemon" # want error wrapper-value says `"NIX_REMOTE=daemon"`
  }
  remote {
    install  = "nix-user-chroot"
    nix_path = ["/opt/tools", "/opt/nix:2/bin"] # want error wrapper-value at `"/opt/nix:2/bin"`
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  remote {
    install    = "proot"
    store_path = "/data/nix:2" # want error wrapper-value at `"/data/nix:2"`
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
}
