jump "bastion" {
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    proxy_jump = ["bastion"]
  }
  remote {
    from = ["192.0.2.0/24"] # want warning from-behind-jump
  }
}

client "laptop" { # want hint client-key-missing says `keygen --client laptop`
  from = ["192.0.2.7"] # want warning from-behind-jump at `["192.0.2.7"]`
}
