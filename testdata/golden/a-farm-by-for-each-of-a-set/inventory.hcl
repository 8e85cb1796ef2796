# name replaces <label>-<key>, for builders and for clients.

builder "arm" {
  for_each = toset(["oslo", "bergen"])
  name     = "arm.${each.key}"

  host_name             = "${each.value}.arm.example.com"
  ssh_user              = "nixremote"
  ssh_key               = "/etc/nix/ci_ed25519"
  systems               = ["aarch64-linux"]
  max_jobs              = 8
  public_host_key_files = ["${each.key}.pub"]
}

client "runner" {
  for_each = toset(["1", "2"])
  name     = "runner${each.key}"

  platform   = "nixos"
  host_names = ["runner${each.key}.example.com"]
}
