defaults {
  max_jobs = 0 # want error max-jobs-zero at `0` says `enable = false`
}

builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  max_jobs = 0
  override "ada" {
    max_jobs = 0 # want error max-jobs-zero
  }
}
