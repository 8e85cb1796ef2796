builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    trusted = false # want hint signing-key-is-cache-key
  }
}

client "laptop" { # want hint client-key-missing # want warning unsigned-client
}

client "desktop" { # want warning unsigned-client
  ssh_public_keys    = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  signing_public_key = "desktop-1:ZUUL6XRBcKHYxtTWvLT6cRGDHKN1q8pOeISxasyaPh0="
}
