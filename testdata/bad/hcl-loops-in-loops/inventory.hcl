locals {
  deep = [for a in ["x"] : [for b in ["x"] : [for c in ["x"] : [for d in ["x"] : [for e in ["x"] : [for f in ["x"] : [for g in ["x"] : [for h in ["x"] : [for i in ["x"] : a]]]]]]]]] # want error expression-limit at `[for i in ["x"] : a]` says `8 levels`
}

builder "ada" {
  systems          = ["aarch64-linux"]
  tags             = flatten(local.deep)
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
