builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJy6iBruqvbK/TwaV8ifpMVlsLNIQEBWKgKiJHc0Unkf laptop"]
}

client "old-laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJy6iBruqvbK/TwaV8ifpMVlsLNIQEBWKgKiJHc0Unkf old"] # want warning client-key-twice says `laptop`
}
