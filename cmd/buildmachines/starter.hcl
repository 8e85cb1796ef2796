# An inventory of Nix remote builders. Compile it with
#
#     buildmachines compile --client laptop
#     buildmachines compile --out out
#
# and see docs/inventory.md for everything that it may say.

version = 1

# What every builder inherits.
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

  # How ssh recognises the machine, since nobody is there to answer its question.
  # `buildmachines bootstrap ada --ssh LOGIN --write` puts them here; or on ada:
  # cat /etc/ssh/ssh_host_ed25519_key.pub
  # public_host_keys = ["ssh-ed25519 AAAA..."]

  # What to set up there. Leave it out if that is done already.
  remote {
    platform = "linux" # nixos, nix-darwin, macos
  }
}

# A machine that sends builds.
client "laptop" {
  platform = "linux" # nixos, nix-darwin, determinate, home-manager, macos, hydra
  # nix    = "nix 2.31"                    # what reads the files; unset: what all versions read

  # The public half of ssh_key. `buildmachines keygen --write` puts it here.
  # ssh_public_keys = ["ssh-ed25519 AAAA... root@laptop"]
}
