builder { # want error wrong-labels
  systems = ["aarch64-linux"]
}

builder "ada" "bob" { # want error wrong-labels at `"bob"`
  systems = ["aarch64-linux"]
}

defaults "linux" { # want error wrong-labels at `"linux"`
  protocol = "ssh"
}
