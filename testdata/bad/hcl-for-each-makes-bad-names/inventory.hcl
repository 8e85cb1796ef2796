builder "ci" { # want error invalid-for-each at `"ci"` says `"ci-A B"`
  for_each         = toset(["A B", "c"])
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "cj" {
  for_each         = toset(["x"])
  name             = "Node ${each.key}" # want error invalid-label
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}
