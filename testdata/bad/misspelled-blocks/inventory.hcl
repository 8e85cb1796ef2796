buidler "ada" { # want error unknown-block at `buidler` says `"builder"`
  systems = ["aarch64-linux"]
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpiont "lan" { # want error unknown-block at `endpiont` says `"endpoint"`
    host_name = "bob.lan"
  }
  sssh { # want error unknown-block at `sssh` says `"ssh"`
    connect_timeout = 4
  }
}

client "laptop" {
  overide "bob" { # want error unknown-block at `overide` says `"override"`
    max_jobs = 4
  }
}

wibble { # want error unknown-block at `wibble`
  x = 1
}
