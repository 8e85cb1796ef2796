defaults {
  protocol = "ssh" # all that Hydra speaks
  ssh_user = "nixremote"
  ssh_key  = "/var/lib/hydra/queue-runner/.ssh/id_ed25519"
}

builder "x86" {
  host_name          = "x86.example.org"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = 8
  supported_features = ["big-parallel", "kvm", "nixos-test", "benchmark"]
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILGdqn7/j0whGqkeWBSjo8OZxp8w6od/6gEMy4Mf0d3U"]
}

builder "arm" {
  host_name        = "arm.example.org"
  systems          = ["aarch64-linux"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx/GlVXqMa5owhTSOp5bseXoyxYKPs4IzQUCi5CqAcJ"]
}

client "hydra" {
  platform = "hydra"
  users    = ["hydra-queue-runner"]
  dir      = "/var/lib/hydra/buildmachines"
}
