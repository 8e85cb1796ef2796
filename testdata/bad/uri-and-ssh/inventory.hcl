builder "ada" {
  uri       = "unix:///run/ada.sock"
  host_name = "ada.example.org" # want error conflicting-values says `uri`
  port      = 22                # want error conflicting-values
  protocol  = "ssh"             # want error conflicting-values
  systems   = ["aarch64-linux"]
  endpoint "lan" { # want error conflicting-values
    host_name = "ada.lan"
  }
  ssh { # want error conflicting-values
    connect_timeout = 4
  }
}
