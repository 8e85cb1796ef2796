builder "ada" {
  ssh_key          = "/nix/store/abc-key" # want error path-in-store
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  cache {
    public_key      = "ada-1:m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI="
    secret_key_file = "/nix/store/abc-secret" # want error path-in-store
  }
}

client "laptop" {
  dir = "/nix/store/abc-etc" # want error path-in-store
}
