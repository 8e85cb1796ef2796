builder "a" {
  uri     = "ada" # want error invalid-uri says `host_name`
  systems = ["aarch64-linux"]
}

builder "b" {
  uri     = "local" # want error invalid-uri
  systems = ["aarch64-linux"]
}

builder "c" {
  uri     = "HTTPS://example.org" # want error invalid-uri
  systems = ["aarch64-linux"]
}

builder "d" {
  uri     = "https://user:word@example.org" # want error invalid-uri says `password`
  systems = ["aarch64-linux"]
}

builder "e" {
  uri     = "unix:///run/x?root=/y" # want error invalid-uri says `uri_params`
  systems = ["aarch64-linux"]
}

builder "f" {
  uri     = "unix:///run/a b" # want error invalid-uri
  systems = ["aarch64-linux"]
}
