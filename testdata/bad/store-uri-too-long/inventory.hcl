builder "ada" {
  systems          = ["aarch64-linux"]
  uri_params       = { remote-store = "/srv/@LONG_NAME@" } # want error uri-too-long says `bytes`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
