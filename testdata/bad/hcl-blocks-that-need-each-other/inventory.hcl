builder "ada" {
  max_jobs         = builder.bob.max_jobs
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  max_jobs         = builder.ada.max_jobs # want error dependency-loop at `builder.ada.max_jobs` says `builder.ada -> builder.bob -> builder.ada`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "carol" {
  max_jobs         = builder.carol.port # want error dependency-loop
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}

locals {
  a = local.b
  b = local.a # want error dependency-loop at `local.a`
}
