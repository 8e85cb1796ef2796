builder "a" {
  uri     = "ssh-ng://root@ada.example.org" # want error ssh-in-uri says `host_name`
  systems = ["aarch64-linux"]
}

builder "b" {
  uri     = "ssh://ada" # want error ssh-in-uri
  systems = ["aarch64-linux"]
}
