builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix.builds" # want error bootstrap-value at `"nix.builds"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    home = "/srv/nix:builds" # want error bootstrap-value at `"/srv/nix:builds"` says `":"`
  }
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
}
