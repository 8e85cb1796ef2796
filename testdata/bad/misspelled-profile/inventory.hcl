profile "big-linux" {
  systems = ["aarch64-linux"]
  tags    = ["big"]
}

builder "ada" {
  profiles         = ["big-linx"] # want error unknown-profile at `"big-linx"` says `"big-linux"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  use = ["@big"]
}
