builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    options = {
      Compresion        = "yes" # want error ssh-option-unknown at `Compresion` says `"Compression"`
      UsePrivilegedPort = "yes" # want error ssh-option-unknown at `UsePrivilegedPort`
    }
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  ssh {
    options = {
      IdentityFile          = "/k" # want error ssh-option-ours at `IdentityFile` says `ssh_key`
      stricthostkeychecking = "no" # want error ssh-option-ours at `stricthostkeychecking`
    }
  }
}

builder "carol" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBP/yh5wB+jUUgHSl+85OY/zZ3P+IWGZW2AX3Itxlwkl"]
  ssh {
    options = {
      ForwardAgent     = "yes" # want error ssh-option-unsafe at `ForwardAgent`
      LocalCommand     = "id"  # want error ssh-option-unsafe at `LocalCommand`
      VerifyHostKeyDNS = "yes" # want error ssh-option-unsafe at `VerifyHostKeyDNS`
    }
  }
}

builder "dora" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJy6iBruqvbK/TwaV8ifpMVlsLNIQEBWKgKiJHc0Unkf"]
  ssh {
    options = {
      SetEnv                   = "A=b"         # want error ssh-option-too-new at `SetEnv`
      PubkeyAcceptedAlgorithms = "ssh-ed25519" # want error ssh-option-too-new at `PubkeyAcceptedAlgorithms` says `PubkeyAcceptedKeyTypes`
    }
  }
}
