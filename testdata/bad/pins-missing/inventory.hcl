builder "ada" { # want warning pin-missing says `ssh-keyscan -p 2222 ada.example.org`
  host_name = "ada.example.org"
  port      = 2222
  systems   = ["aarch64-linux"]
  ssh {
    proxy_jump = ["bastion"]
  }
}

jump "bastion" { # want warning pin-missing
}

jump "unused" {
}
