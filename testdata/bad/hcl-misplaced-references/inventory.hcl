builder "ada" {
  max_jobs         = length(builder) # want error misplaced-reference at `builder`
  systems          = ["aarch64-linux"]
  machine          = each.key # want error misplaced-reference at `each.key`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  tags             = values(builder)[*].ssh_user # want error misplaced-reference
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}
