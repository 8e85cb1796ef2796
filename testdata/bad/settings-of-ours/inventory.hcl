builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    settings = {
      trusted-users = ["root"] # want error setting-ours at `trusted-users` says `remote.trusted`
      max-jobs      = 4        # want error setting-ours at `max-jobs`
    }
  }
}

client "laptop" {
  settings = {
    builders           = ""          # want error setting-ours at `builders`
    extra-substituters = "https://x" # want error setting-ours at `extra-substituters`
    max-jobs           = 4           # want error setting-ours at `max-jobs` says `max_jobs`
  }
}
