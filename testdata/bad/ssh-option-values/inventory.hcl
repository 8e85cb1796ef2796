builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    options = {
      Compression        = "true"        # want error ssh-option-value at `"true"` says `yes, no`
      ConnectionAttempts = 1000          # want error ssh-option-value at `1000`
      Ciphers            = "aes256-ctrl" # want error ssh-option-value at `"aes256-ctrl"` says `"aes256-ctr"`
      LogLevel           = ""            # want error ssh-option-value at `""`
      BindAddress        = "eth0"        # want error ssh-option-value at `"eth0"`
    }
  }
}
