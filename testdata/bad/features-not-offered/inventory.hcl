builder "ada" {
  systems            = ["aarch64-linux"]
  supported_features = ["kvm", "big-parallel"] # want warning features-not-offered at `"kvm"`
  ssh_user           = "nix"
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote { # want hint client-key-missing
    settings = { system-features = ["big-parallel", "benchmark"] }
  }
}
