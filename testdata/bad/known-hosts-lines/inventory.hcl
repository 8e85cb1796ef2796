builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ada.example.org,192.0.2.7 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"] # want error host-key-known-hosts-line says `"ssh-ed25519"`
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["@cert-authority *.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"] # want error host-key-known-hosts-line says `host_certificate_authorities`
}
