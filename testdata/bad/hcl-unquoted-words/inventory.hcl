builder "ada" {
  systems          = [aarch64-linux] # want error expression
  protocol         = ssh             # want error expression at `ssh` says `quotes`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
