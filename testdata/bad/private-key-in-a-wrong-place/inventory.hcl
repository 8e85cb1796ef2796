builder "ada" {
  systems          = ["aarch64-linux"]
  port             = "@NIX_SECRET@" # want error wrong-type
  protocol         = "@NIX_SECRET@" # want error private-key
  ssh_kye          = "@NIX_SECRET@" # want error unknown-attribute says `"ssh_key"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
