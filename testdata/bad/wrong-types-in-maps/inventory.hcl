builder "ada" {
  systems          = ["aarch64-linux"]
  uri_params       = { compress = ["true"] } # want error wrong-type at `["true"]`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    options = { Compression = true } # want error wrong-type at `true` says `"yes"`
  }
}

client "laptop" {
  settings = { keep-outputs = { a = 1 } } # want error wrong-type at `{ a = 1 }`
}
