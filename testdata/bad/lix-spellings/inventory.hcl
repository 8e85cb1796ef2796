builder "ada" {
  system-types        = ["aarch64-linux"] # want error foreign-spelling at `system-types` says `systems`
  systems             = ["aarch64-linux"]
  jobs                = 4                  # want error foreign-spelling at `jobs` says `max_jobs`
  speed-factor        = 2.0                # want error foreign-spelling at `speed-factor` says `speed_factor`
  ssh-key             = "/etc/nix/key"     # want error foreign-spelling at `ssh-key` says `ssh_key`
  supported-features  = ["kvm"]            # want error foreign-spelling at `supported-features` says `supported_features`
  mandatory-features  = ["kvm"]            # want error foreign-spelling at `mandatory-features` says `mandatory_features`
  ssh-public-host-key = "ssh-ed25519 AAAA" # want error foreign-spelling at `ssh-public-host-key` says `public_host_keys`
  public_host_keys    = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

machines "bob" { # want error foreign-spelling at `machines` says `builder`
  uri = "ssh://bob"
}
