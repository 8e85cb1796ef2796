builder "ada" {
  systems = ["aarch64-linux"]
  supported_features = [
    "bigparallel", # want warning feature-typo at `"bigparallel"` says `"big-parallel"`
    "nixos-text",  # want warning feature-typo at `"nixos-text"` says `"nixos-test"`
    "kvm",
  ]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
