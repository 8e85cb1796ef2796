builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "ada" { # want error duplicate-name at `"ada"` says `inventory.hcl:1`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
}

client "laptop" { # want error duplicate-name
}

profile "linux" {
}

profile "linux" { # want error duplicate-name
}

variable "x" {
  default = 1
}

variable "x" { # want error duplicate-name
  default = 1
}

require "r" {
  system = "aarch64-linux"
}

require "r" { # want error duplicate-name
  system = "aarch64-linux"
}
