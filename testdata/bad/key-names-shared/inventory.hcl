builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  host_key_alias   = "ada" # want error key-name-conflict at `"ada"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "carol" {
  host_name        = "dora" # want error key-name-conflict at `"dora"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}

builder "dora" {
  host_name        = "dora.example.org"
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJy6iBruqvbK/TwaV8ifpMVlsLNIQEBWKgKiJHc0Unkf"]
}
