# A reference yields what holds after defaults and profiles, wherever it stands.

locals {
  half = floor(builder.ada.max_jobs / 2)
}

defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
  max_jobs = 4
}

profile "linux" {
  systems            = ["x86_64-linux", "i686-linux"]
  supported_features = ["kvm"]
}

builder "twin" {
  host_name          = "twin.${join(".", slice(split(".", builder.ada.host_name), 1, 3))}"
  port               = builder.ada.port
  systems            = builder.ada.systems
  max_jobs           = local.half
  supported_features = concat(builder.ada.supported_features, ["benchmark"])
  public_host_keys   = [trimspace(file("twin.pub"))]
}

builder "ada" {
  profiles         = ["linux"]
  host_name        = "ada.example.org"
  port             = 2222
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}

builder "spare" {
  for_each         = { x = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKe9DJcllpxrEuRsNySe07UmX2+Rw9Y3Cx350UphX5B6", y = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICkh99L4qem5PdrDlCTcrk5Rn6AmKrgN9FaabnIC1hVZ" }
  host_name        = "${each.key}.example.org"
  systems          = ["aarch64-linux"]
  speed_factor     = each.key == "y" ? 2 : 1
  public_host_keys = [each.value]
}

client "desk" {
  use      = ["twin", "spare-y"]
  settings = { cores = builder.spare["y"].speed_factor * 4 }
}

client "all" { # a bare builder is for clients
  max_jobs = length(keys(builder))
}
