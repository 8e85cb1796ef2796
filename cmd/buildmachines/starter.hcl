# An inventory of Nix remote builders. Compile it with
#
#     buildmachines compile --client laptop
#     buildmachines compile --out out
#
# docs/inventory.md describes every block and attribute.

version = 1

# Every builder inherits these values.
defaults {
  ssh_user = "nixremote"                # the account on the builders
  ssh_key  = "/etc/nix/builder_ed25519" # the client's key: a path, never the key itself
}

# A machine that builds for others. Its label is the ssh host name that Nix uses.
builder "ada" {
  host_name = "ada.example.org" # DNS name or address
  systems   = ["x86_64-linux", "i686-linux"]
  max_jobs  = 4 # builds at once

  supported_features = ["big-parallel", "benchmark", "nixos-test", "kvm"]

  # The host keys of the machine. Without them ssh would have to ask, and nobody is there to answer.
  # `buildmachines bootstrap ada --ssh LOGIN --write` adds them here. Or run on ada:
  # cat /etc/ssh/ssh_host_ed25519_key.pub
  # public_host_keys = ["ssh-ed25519 AAAA..."]

  # Set up the builder, too. Remove this block if the machine is already a builder.
  remote {
    platform = "linux" # nixos, nix-darwin, macos
  }
}

# A machine that sends builds.
client "laptop" {
  platform = "linux" # nixos, nix-darwin, determinate, home-manager, macos, hydra
  # nix    = "nix 2.31"                    # the Nix that reads the files; unset: any version

  # The public half of ssh_key. `buildmachines keygen --write` adds it here.
  # ssh_public_keys = ["ssh-ed25519 AAAA... root@laptop"]
}
