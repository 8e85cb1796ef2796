builder "ada" {
  systems          = ["aarch64-linux"]
  system-features  = ["kvm"] # want error foreign-spelling at `system-features` says `supported_features`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  cache {
    trusted-public-keys = "x"  # want error foreign-spelling at `trusted-public-keys` says `public_key`
    secret-key-files    = "/k" # want error foreign-spelling at `secret-key-files` says `secret_key_file`
    public_key          = "ada-1:m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI="
  }
}

client "laptop" {
  max-jobs                 = 0                    # want error foreign-spelling at `max-jobs` says `max_jobs`
  builders                 = "@/etc/nix/machines" # want error foreign-spelling at `builders` says `use`
  builders-use-substitutes = true                 # want error foreign-spelling at `builders-use-substitutes` says `builders_use_substitutes`
  secret-key-files         = "/k"                 # want error foreign-spelling at `secret-key-files` says `signing_secret_key_file`
}
