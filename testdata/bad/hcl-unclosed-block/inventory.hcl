builder "ada" { # want error hcl-syntax at `{`
  systems = ["aarch64-linux"]
