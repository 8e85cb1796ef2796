builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

client "laptop" {
  override "ada" {
    enable                       = false                                                                                # want error misplaced-item at `enable` says `not in override`
    tags                         = ["fast"]                                                                             # want error misplaced-item at `tags`
    machine                      = "ada"                                                                                # want error misplaced-item at `machine`
    uri                          = "daemon"                                                                             # want error misplaced-item at `uri`
    uri_params                   = { compress = "true" }                                                                # want error misplaced-item at `uri_params`
    emulated_systems             = ["riscv64-linux"]                                                                    # want error misplaced-item at `emulated_systems`
    emulated_speed_factor        = 1                                                                                    # want error misplaced-item at `emulated_speed_factor`
    profiles                     = ["linux"]                                                                            # want error misplaced-item at `profiles`
    public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error misplaced-item at `public_host_keys`
    public_host_key_files        = ["x.pub"]                                                                            # want error misplaced-item at `public_host_key_files`
    host_certificate_authorities = ["x"]                                                                                # want error misplaced-item at `host_certificate_authorities`
    host_key_alias               = "ada"                                                                                # want error misplaced-item at `host_key_alias`
    endpoint "lan" {                                                                                                    # want error misplaced-item at `endpoint`
      host_name = "ada.lan"
    }
    remote { # want error misplaced-item at `remote`
      platform = "nixos"
    }
    cache { # want error misplaced-item at `cache`
      priority = 3
    }
  }
}
