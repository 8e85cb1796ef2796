builder "ada" { # want error duplicate-name at `"ada"` says `a.hcl:1`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
defaults { # want error duplicate-block at `defaults` says `a.hcl:5`
  protocol = "ssh-ng"
}
