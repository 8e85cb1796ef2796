version = 1

defaults {
  ssh_key = "${local.key_folder}/builder"
}

client "desk" {
  use = ["@office"]

  override "ada" {
    max_jobs = builder.bob.max_jobs + 1
  }
}
