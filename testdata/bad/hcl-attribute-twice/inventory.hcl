builder "ada" {
  systems  = ["aarch64-linux"]
  max_jobs = 4
  max_jobs = 8 # want error hcl-syntax at `max_jobs`
}
