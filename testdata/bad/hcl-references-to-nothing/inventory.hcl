builder "ada" {
  max_jobs         = builder.bobb.max_jobs    # want error unknown-reference at `builder.bobb.max_jobs` says `"bob"`
  speed_factor     = builder.bob.speed_facter # want error unknown-reference says `"speed_factor"`
  port             = builder.ci["c"].port     # want error unknown-reference says `instance`
  host_name        = local.name               # want error unknown-reference says `"nome"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "ci" {
  for_each         = toset(["a", "b"])
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
}

locals {
  nome = "x"
}
