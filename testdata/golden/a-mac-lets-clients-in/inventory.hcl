builder "mini" {
  host_name        = "mini.example.org"
  ssh_user         = "nixremote"
  systems          = ["aarch64-darwin", "x86_64-darwin"]
  max_jobs         = 4
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]

  remote {
    platform = "nix-darwin"
    release  = "25.05"
    uid      = 550
  }
}

builder "studio" {
  host_name        = "studio.example.org"
  ssh_user         = "_nixremote"
  systems          = ["aarch64-darwin"]
  max_jobs         = 8
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]

  remote {
    platform = "macos"
    nix      = "nix 2.33"
    uid      = 551
  }
}

client "ci" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0 root@ci"]
}
