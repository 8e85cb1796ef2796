# A client with Lix 2.95, which reads machines.toml, and one builder that is a
# binary cache, too.
version = 1

builder "andesite" {
  host_name          = "andesite.example.org"
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 8
  speed_factor       = 1.5
  supported_features = ["big-parallel", "kvm", "nixos-test"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID/ZtUs+GNMMRFHgCOGuRYICcenER33jVFSHA5so3LKM"]

  cache {
    public_key = "andesite-1:kM4Wu4xOkH6vnK5Mr10wjXZbeRc5KVx3JRG9vywLoRM="
  }
}

builder "granite" {
  host_name        = "granite.example.org"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["aarch64-darwin"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILYzBoECsGVAqLUQ82eekXf17m7bRb5sRWXAuC0Rn8HC"]
}

client "desk" {
  nix             = "lix 2.95"
  machines_format = "toml"
}
