builder "ada" {
  ssh_user         = "nix@ada" # want error invalid-user says `host_name`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

jump "bastion" {
  ssh_user         = "Administrator" # want error invalid-user
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

client "laptop" {
  users = ["root", "-l"] # want error invalid-user at `"-l"`
}
