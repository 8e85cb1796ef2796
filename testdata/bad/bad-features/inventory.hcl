known_features = ["a b"] # want error invalid-feature

builder "ada" {
  systems            = ["aarch64-linux"]
  supported_features = ["kvm,benchmark"] # want error invalid-feature
  mandatory_features = ["-"]             # want error invalid-feature says `empty list`
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
