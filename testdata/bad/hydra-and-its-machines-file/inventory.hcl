builder "ada" {
  systems          = ["aarch64-linux"]
  protocol         = "ssh-ng" # want error hydra-protocol at `"ssh-ng"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  systems          = ["aarch64-linux"]
  protocol         = "ssh"
  uri_params       = { compress = "true" } # want error machines-field at `"true"` says `"compress"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

builder "carol" {
  uri     = "unix:///run/carol.sock" # want error hydra-protocol
  systems = ["aarch64-linux"]
}

client "hydra" {
  platform = "hydra"
}
