defaults {
  host_name                    = "ada"                                                                                # want error misplaced-item at `host_name` says `not in defaults`
  uri                          = "daemon"                                                                             # want error misplaced-item at `uri`
  profiles                     = []                                                                                   # want error misplaced-item at `profiles`
  public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error misplaced-item at `public_host_keys`
  public_host_key_files        = ["x.pub"]                                                                            # want error misplaced-item at `public_host_key_files`
  host_certificate_authorities = ["x"]                                                                                # want error misplaced-item at `host_certificate_authorities`
  host_key_alias               = "ada"                                                                                # want error misplaced-item at `host_key_alias`
  endpoint "lan" {                                                                                                    # want error misplaced-item at `endpoint`
    host_name = "ada.lan"
  }
}

client_defaults {
  host_names           = ["laptop"]                                                                           # want error misplaced-item at `host_names` says `not in client_defaults`
  ssh_public_keys      = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error misplaced-item at `ssh_public_keys`
  ssh_public_key_files = ["x.pub"]                                                                            # want error misplaced-item at `ssh_public_key_files`
}
