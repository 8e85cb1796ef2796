locals {
  key = "@NIX_SECRET@"
}

builder "ada" {
  systems          = ["aarch64-linux"]
  host_name        = "ada.${local.key}"           # want error private-key
  max_jobs         = tonumber(local.key)          # want error expression
  tags             = [split(":", local.key)[1]]   # want error private-key
  machine          = regex("^[0-9]+$", local.key) # want error expression
  port             = local.key.x                  # want error expression
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
