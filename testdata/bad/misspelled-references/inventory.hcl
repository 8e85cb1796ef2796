builder "ada" {
  systems          = ["aarch64-linux"]
  tags             = ["fast"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    proxy_jump = ["basion"] # want error unknown-jump at `"basion"` says `"bastion"`
  }
}

jump "bastion" {
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "laptop" {
  use = [
    "adda",  # want error unknown-builder at `"adda"` says `"ada"`
    "@fsat", # want error unknown-tag at `"@fsat"` says `"fast"`
    "fast",  # want error unknown-builder at `"fast"` says `"@fast"`
  ]
  exclude = ["bob"]  # want error unknown-builder at `"bob"`
  override "@slow" { # want error unknown-tag at `"@slow"`
    max_jobs = 2
  }
}

require "kernels" {
  system  = "aarch64-linux"
  clients = ["laptpo"]
}
