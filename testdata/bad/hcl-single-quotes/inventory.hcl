builder "ada" {
  systems = ['aarch64-linux'] # want error hcl-syntax at `'` # want error hcl-syntax
}
