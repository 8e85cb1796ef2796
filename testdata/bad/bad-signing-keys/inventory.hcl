builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  cache {
    public_key = "m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI=" # want error invalid-cache-key says `name is missing`
  }
}

client "laptop" {
  signing_public_key = "laptop-1:AAAA" # want error invalid-cache-key says `3 bytes`
}
