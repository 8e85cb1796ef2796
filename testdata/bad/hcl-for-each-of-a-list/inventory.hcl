builder "ci" {
  for_each         = ["a", "b"] # want error invalid-for-each at `["a", "b"]` says `toset`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "cj" {
  for_each         = 3 # want error invalid-for-each at `3`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "ck" {
  for_each         = null # want error invalid-for-each at `null`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}

client "dev" {
  for_each = toset([1, 2]) # want error invalid-for-each
}
