# format machines --inline

builder "ada" {
  systems        = ["aarch64-linux"]
  host_name      = "ada.example.org"
  host_key_alias = "ada.keys" # want error inline-pin at `"ada.keys"`
  public_host_keys = [
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB", # want error inline-pin
  ]
}

builder "bob" {
  systems                      = ["aarch64-linux"]
  host_certificate_authorities = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC2QRSkQvi7q7peGRkQgt4G4FFJ/GHHZLYr4Loy01ihU"] # want error inline-pin
}

# want below hint inline-pin-not-exclusive
client "laptop" {}
