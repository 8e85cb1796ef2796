builder "ada" {
  systems = ["aarch64-linux"]
  public_host_keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l",                                                                                                                                                                         # want error invalid-public-key says `damaged`
    "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB",                                                                                                                                         # want error invalid-public-key says `"ssh-rsa"`
    "SHA256:abcdef",                                                                                                                                                                                                        # want error invalid-public-key says `fingerprint`
    "/etc/ssh/ssh_host_ed25519_key.pub",                                                                                                                                                                                    # want error invalid-public-key says `path`
    "ssh-dss AAAAB3NzaC1kc3MAAACBA",                                                                                                                                                                                        # want error invalid-public-key says `DSA`
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDOgcTcO2HyCMH5/KkdzDPON/2LCcW0Rb1zrqWvKJISCW/dOQkSwcrQaR4twWybBPZ3gBC/8Yy43/IRMwIeCDsUA17qiip3pINQPDmDGFT2qwmI5zDxNbxe5JCHJ9gR1UkJemWWYKr3SqvBFiOXOPyDZEP3xuBLu5RaSFLe1s8fNw==", # want error invalid-public-key says `1024 bits`
  ]
  host_certificate_authorities = ["ssh-ed25519"] # want error invalid-public-key says `only the type`
}

client "laptop" {
  ssh_public_keys = ["restrict ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error invalid-public-key says `options`
}
