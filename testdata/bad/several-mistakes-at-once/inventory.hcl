version      = 1
known_system = ["riscv128-linux"] # want error unknown-attribute

defaults {
  ssh_key = "id_ed25519" # want error invalid-path
}

builder "ada" {
  systems            = ["x86_64-linux"] # want hint missing-i686
  supported_features = ["bigparallel"]  # want warning feature-typo
  max_jobs           = 0                # want error max-jobs-zero
  profiles           = ["nix"]          # want error unknown-profile
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  use = ["ada", "bob"] # want error unknown-builder
  nix = "lix 2.95.7"
  override "ada" {
    port = 99999 # want error out-of-range
  }
}
