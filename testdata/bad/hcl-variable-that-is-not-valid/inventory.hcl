# var jobs=70000
variable "jobs" { # want error variable-validation says `At most 100 jobs`
  type    = number
  default = 4
  validation {
    condition     = var.jobs <= 100
    error_message = "At most 100 jobs."
  }
}

builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
