builder "ada" {
  HostName         = "ada.example.org" # want error foreign-spelling at `HostName` says `host_name`
  Port             = 2222              # want error foreign-spelling at `Port` says `port`
  User             = "nix"             # want error foreign-spelling at `User` says `ssh_user`
  IdentityFile     = "/k"              # want error foreign-spelling at `IdentityFile` says `ssh_key`
  HostKeyAlias     = "ada"             # want error foreign-spelling at `HostKeyAlias` says `host_key_alias`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  ssh {
    ProxyJump           = ["b"] # want error foreign-spelling at `ProxyJump` says `proxy_jump`
    ProxyCommand        = "x"   # want error foreign-spelling at `ProxyCommand` says `proxy_command`
    ConnectTimeout      = 5     # want error foreign-spelling at `ConnectTimeout` says `connect_timeout`
    ServerAliveInterval = 5     # want error foreign-spelling at `ServerAliveInterval` says `server_alive_interval`
    IdentityAgent       = "x"   # want error foreign-spelling at `IdentityAgent` says `identity_agent`
  }
}
