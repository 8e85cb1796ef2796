builder "localhost" { # want error invalid-label says `"localhost"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "auto" { # want error invalid-label
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "local" { # want error invalid-label
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}

jump "daemon" { # want error invalid-label
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJy6iBruqvbK/TwaV8ifpMVlsLNIQEBWKgKiJHc0Unkf"]
}
