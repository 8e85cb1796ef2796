builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote           = { platform = "nixos" } # want error unknown-attribute at `remote` says `remote { ... }`
  endpoint         = "lan"                  # want error unknown-attribute at `endpoint`
}
