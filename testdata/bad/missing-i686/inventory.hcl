builder "ada" {
  systems          = ["x86_64-linux"] # want hint missing-i686 at `["x86_64-linux"]`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
