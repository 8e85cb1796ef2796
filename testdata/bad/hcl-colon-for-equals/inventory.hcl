builder "ada" {
  systems: ["aarch64-linux"] # want error hcl-syntax
}
