builder "ada" {
  hostName          = "ada.example.org" # want error foreign-spelling at `hostName` says `host_name`
  system            = "aarch64-linux"   # want error foreign-spelling at `system` says `systems`
  systems           = ["aarch64-linux"]
  sshUser           = "nix"          # want error foreign-spelling at `sshUser` says `ssh_user`
  sshKey            = "/etc/nix/key" # want error foreign-spelling at `sshKey` says `ssh_key`
  maxJobs           = 4              # want error foreign-spelling at `maxJobs` says `max_jobs`
  speedFactor       = 2              # want error foreign-spelling at `speedFactor` says `speed_factor`
  supportedFeatures = ["kvm"]        # want error foreign-spelling at `supportedFeatures` says `supported_features`
  mandatoryFeatures = []             # want error foreign-spelling at `mandatoryFeatures` says `mandatory_features`
  publicHostKey     = "c3No"         # want error foreign-spelling at `publicHostKey` says `public_host_keys`
  public_host_keys  = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

buildMachines "bob" { # want error foreign-spelling at `buildMachines` says `builder`
  systems = ["aarch64-linux"]
}

client "laptop" {
  buildersUseSubstitutes = true # want error foreign-spelling at `buildersUseSubstitutes` says `builders_use_substitutes`
}
