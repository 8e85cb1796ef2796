builder "ada" {
  systems          = ["aarch64-linux"]
  host_key_alias   = "[ada]:2222" # want error invalid-key-name
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

jump "bastion" {
  host_key_alias   = "*" # want error invalid-key-name
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}
