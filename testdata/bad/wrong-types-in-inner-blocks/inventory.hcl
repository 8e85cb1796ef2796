builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpoint "lan" {
    host_name = true          # want error wrong-type at `true`
    port      = 22.5          # want error out-of-range at `22.5`
    when      = ["reachable"] # want error wrong-type at `["reachable"]`
  }
  ssh {
    proxy_jump            = "bastion"         # want error wrong-type at `"bastion"`
    proxy_command         = ["nc"]            # want error wrong-type at `["nc"]`
    connect_timeout       = "10s"             # want error wrong-type at `"10s"`
    server_alive_interval = true              # want error wrong-type at `true`
    identity_agent        = 4                 # want error wrong-type at `4`
    options               = "Compression yes" # want error wrong-type at `"Compression yes"`
  }
  remote {
    platform     = 4              # want error wrong-type at `4`
    release      = 24.05          # want error wrong-type at `24.05` says `quotes`
    nix          = 2.31           # want error wrong-type at `2.31` says `quotes`
    install      = true           # want error wrong-type at `true`
    nix_path     = "/usr/bin"     # want error wrong-type at `"/usr/bin"`
    store_path   = 4              # want error wrong-type at `4`
    wrapper      = "no"           # want error wrong-type at `"no"`
    wrapper_path = true           # want error wrong-type at `true`
    trusted      = 1              # want error wrong-type at `1`
    from         = "192.0.2.0/24" # want error wrong-type at `"192.0.2.0/24"`
    home         = false          # want error wrong-type at `false`
    uid          = "1001"         # want error wrong-type at `"1001"`
    max_jobs     = "auto"         # want error wrong-type at `"auto"`
    cores        = "all"          # want error wrong-type at `"all"`
    max_startups = "10:30:60"     # want error wrong-type at `"10:30:60"`
    settings     = "cores = 4"    # want error wrong-type at `"cores = 4"`
  }
  cache {
    public_key      = 4      # want error wrong-type at `4`
    secret_key_file = ["/k"] # want error wrong-type at `["/k"]`
    substituter     = true   # want error wrong-type at `true`
    priority        = "40"   # want error wrong-type at `"40"`
  }
}
