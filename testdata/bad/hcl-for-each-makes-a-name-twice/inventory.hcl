builder "ci" {
  for_each         = toset(["a"])
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "ci-a" { # want error duplicate-name at `"ci-a"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "dev" { # want error duplicate-name at `"dev"`
  for_each = toset(["a", "b"])
  name     = "same"
}
