known_systems = ["Sparc"] # want error unknown-system at `"Sparc"`

builder "ada" {
  systems          = ["x86_64"]      # want error unknown-system at `"x86_64"` says `"x86_64-linux"`
  emulated_systems = ["arm64-linux"] # want error unknown-system says `"aarch64-linux"`
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

builder "bob" {
  systems = [
    "aarch64-macos", # want error unknown-system says `"aarch64-darwin"`
    "pdp11-unix",    # want error unknown-system says `known_systems`
  ]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
}

require "x" {
  system = "aarch64_linux" # want error unknown-system says `"aarch64-linux"`
}
