builder "ada" {
  ansible_host                 = "ada.example.org" # want error foreign-spelling at `ansible_host` says `host_name`
  ansible_port                 = 2222              # want error foreign-spelling at `ansible_port` says `port`
  ansible_user                 = "nix"             # want error foreign-spelling at `ansible_user` says `ssh_user`
  ansible_ssh_private_key_file = "/k"              # want error foreign-spelling at `ansible_ssh_private_key_file` says `ssh_key`
  groups                       = ["fast"]          # want error foreign-spelling at `groups` says `tags`
  systems                      = ["aarch64-linux"]
  public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}

hosts "bob" { # want error foreign-spelling at `hosts` says `builder`
  ansible_host = "bob.example.org"
}
