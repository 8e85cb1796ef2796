builder "ada" {
  enable                       = "true"                                                                             # want error wrong-type at `"true"` says `without quotes`
  host_name                    = 4                                                                                  # want error wrong-type at `4` says `in quotes`
  port                         = "22"                                                                               # want error wrong-type at `"22"` says `quotes`
  protocol                     = ["ssh"]                                                                            # want error wrong-type at `["ssh"]`
  uri_params                   = ["compress"]                                                                       # want error wrong-type at `["compress"]`
  ssh_user                     = true                                                                               # want error wrong-type at `true`
  ssh_key                      = ["/k"]                                                                             # want error wrong-type at `["/k"]`
  systems                      = "aarch64-linux"                                                                    # want error wrong-type at `"aarch64-linux"` says `brackets`
  emulated_systems             = "riscv64-linux"                                                                    # want error wrong-type
  emulated_speed_factor        = "1"                                                                                # want error wrong-type
  max_jobs                     = "4"                                                                                # want error wrong-type at `"4"` says `quotes`
  speed_factor                 = "2"                                                                                # want error wrong-type at `"2"`
  supported_features           = "kvm"                                                                              # want error wrong-type at `"kvm"`
  mandatory_features           = { kvm = true }                                                                     # want error wrong-type at `{ kvm = true }`
  public_host_keys             = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB" # want error wrong-type says `brackets`
  public_host_key_files        = "ada.pub"                                                                          # want error wrong-type at `"ada.pub"`
  host_certificate_authorities = 4                                                                                  # want error wrong-type at `4`
  host_key_alias               = 4                                                                                  # want error wrong-type at `4`
  machine                      = 4                                                                                  # want error wrong-type at `4`
  tags                         = "fast"                                                                             # want error wrong-type at `"fast"`
  profiles                     = "linux"                                                                            # want error wrong-type at `"linux"`
}

builder "bob" {
  uri     = 4                    # want error wrong-type at `4`
  systems = ["aarch64-linux", 4] # want error wrong-type at `4`
}
