# One mistake is one error: what needs it is not blamed.
defaults {
  systems = [var.system] # want error unknown-variable
}

builder "ada" {
  tags             = ["fast"]
  max_jobs         = local.jobs # want error unknown-reference at `local.jobs`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  max_jobs         = builder.ada.max_jobs
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  ssh {
    proxy_jump = ["ada"]
  }
}

builder "ci" {
  for_each         = toset(var.names) # want error unknown-variable
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "laptop" {
  use      = ["ada", "@fast", "ci-a"]
  max_jobs = builder.ci["a"].max_jobs
}

require "kernels" {
  system = "aarch64-linux"
}
