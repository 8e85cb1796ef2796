jump "bastion" {
  host_name        = "bastion.example.org"
  port             = 2022
  ssh_user         = "jump"
  ssh_key          = "/etc/nix/bastion_ed25519"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLtfmiyVIbnkYP35ZiEBtesqp0YUN4flkW6R0ITA5wd", "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBP2KKoaSp/7RNgwDU/oPlnWtcQgOw2Gklm6IcKNy/YctPcsQ8KKAQkw8EwFl63QjrEeBnKYgYPejWR+AdOY3EWE="]
}

builder "inner" {
  host_name        = "10.20.0.7"
  ssh_user         = "nixremote"
  ssh_key          = "/etc/nix/builder_ed25519"
  systems          = ["x86_64-linux", "i686-linux"]
  max_jobs         = 16
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHtC7fic6tvXaoid7dbQF3U4j3/ac9Jcw+ZOvwpyDzXD"]

  ssh {
    proxy_jump = ["bastion"]
  }
}

client "laptop" {
  platform = "nix-darwin"
}
