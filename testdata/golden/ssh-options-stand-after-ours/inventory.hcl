builder "far" {
  host_name        = "far.example.org"
  ssh_user         = "nix"
  systems          = ["x86_64-linux", "i686-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpf3jXB01S5vEvzEEzDp238SqBDiJXWv3/b5y+j5bdN"]

  ssh {
    connect_timeout       = 30
    server_alive_interval = 60
    identity_agent        = "/run/ssh-agent/agent.sock"
    options = {
      Compression        = "yes"
      ConnectionAttempts = 3
      Ciphers            = "aes128-gcm@openssh.com,aes256-gcm@openssh.com"
      AddressFamily      = "inet6"
    }
  }
}

client "desk" {
  users = ["alice", "root"]
}
