builder "ada" {
  systems          = ["aarch64-linux"]
  protocol         = "ssh-mg" # want error invalid-choice at `"ssh-mg"` says `"ssh-ng"`
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    platform = "darwin"     # want error invalid-choice at `"darwin"` says `nix-darwin`
    install  = "multi_user" # want error invalid-choice says `"multi-user"`
  }
  cache {
    public_key  = "ada-1:m5aWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBI="
    substituter = "maybe" # want error invalid-choice at `"maybe"`
  }
}

client "laptop" {
  platform        = "NixOS" # want error invalid-choice at `"NixOS"` says `"nixos"`
  machines_format = "json"  # want error invalid-choice at `"json"`
}
