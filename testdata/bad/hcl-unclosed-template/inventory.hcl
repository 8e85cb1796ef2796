builder "ada" {
  # want below error hcl-syntax
  host_name = "${local.name"
}
