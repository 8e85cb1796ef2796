builder "ada" {
  systems          = ["aarch64-linux"]
  max_jobs         = 8
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    max_jobs = 12 # want warning jobs-over-capacity at `12` says `16 jobs`
  }
}

client "a" { # want hint client-key-missing
}

client "b" { # want hint client-key-missing
}
