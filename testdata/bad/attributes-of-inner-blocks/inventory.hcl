jump "bastion" {
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  proxy_jump       = ["bastion"] # want error misplaced-item at `proxy_jump` says `proxy_jump stands in the block`
  ConnectTimeout   = 5           # want error misplaced-item at `ConnectTimeout` says `connect_timeout stands in the block`
  cores            = 4           # want error misplaced-item at `cores` says `remote`
}
