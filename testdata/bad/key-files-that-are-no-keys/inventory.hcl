builder "ada" {
  systems               = ["aarch64-linux"]
  public_host_key_files = ["id_ed25519"] # want error private-key at `"id_ed25519"` says `.pub`
}

builder "bob" {
  systems               = ["aarch64-linux"]
  public_host_key_files = ["known_hosts"] # want error host-key-known-hosts-line says `Line 2`
}

client "laptop" {
  ssh_public_key_files = ["empty.pub"] # want error invalid-public-key says `no key`
}
