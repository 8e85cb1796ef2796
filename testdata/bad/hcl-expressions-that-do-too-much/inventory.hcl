locals {
  points = [for x in range(1000) : [for y in range(1000) : [for z in range(1000) : x + y + z]]] # want error expression-limit says `used up`
  rest   = length(local.points)
}

builder "ada" {
  systems          = ["aarch64-linux"]
  max_jobs         = length(local.points)
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
