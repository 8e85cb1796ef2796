# A small text that asks for more than any machine has: the evaluation ends.
locals {
  many = [for a in range(1000) : [for b in range(1000) : [for c in range(1000) : a]]] # want error expression-limit
}

builder "ada" {
  systems          = ["aarch64-linux"]
  max_jobs         = length(local.many)
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
