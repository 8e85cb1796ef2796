builder "ada" {
  systems = ["aarch64-linux", "aarch64-linux"] # want error duplicate-item says `"aarch64-linux"`
  supported_features = [
    "kvm",
    "benchmark",
    "kvm", # want error duplicate-item at `"kvm"`
  ]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB ada", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB the same"] # want error duplicate-item
  ssh {
    options = {
      Compression = "yes"
      compression = "no" # want error duplicate-item at `compression`
    }
  }
}
