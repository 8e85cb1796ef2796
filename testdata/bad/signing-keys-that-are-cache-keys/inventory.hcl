builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    trusted = false # want hint signing-key-is-cache-key
  }
}

client "laptop" {
  ssh_public_keys         = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  signing_public_key      = "laptop-1:ZUUL6XRBcKHYxtTWvLT6cRGDHKN1q8pOeISxasyaPh0="
  signing_secret_key_file = "/etc/nix/laptop-1.sec"
}
