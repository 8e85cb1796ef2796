builder "ada" {
  # want below error hcl-syntax
  host_name = "ada.example.org
  systems   = ["aarch64-linux"]
}
