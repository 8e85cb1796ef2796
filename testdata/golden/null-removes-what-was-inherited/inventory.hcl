# Built-in default < defaults < profiles, in order < the builder. Lists replace
# lists, maps and blocks merge.

defaults {
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  speed_factor       = 2
  supported_features = ["big-parallel"]
  ssh {
    connect_timeout = 5
    options         = { Compression = "yes", LogLevel = "ERROR" }
  }
}

profile "linux" {
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["nixos-test", "kvm"]
  uri_params         = { compress = true, remote-program = "/run/current-system/sw/bin/nix-daemon" }
}

profile "slow" {
  speed_factor = 1
  ssh {
    connect_timeout = 60
    options         = { LogLevel = "INFO", TCPKeepAlive = "no" }
  }
}

builder "all-of-it" {
  profiles         = ["linux", "slow"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "less" {
  profiles           = ["linux", "slow"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFDDNP82VUyoig0igq2KfLcF9J4BJ6cp38rGc4lZ0Xn"]
  ssh_key            = null
  supported_features = []
  speed_factor       = null
  uri_params         = { compress = null }
  ssh {
    connect_timeout = null
    options         = { LogLevel = null }
  }
}
