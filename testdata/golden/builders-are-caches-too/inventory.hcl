defaults {
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/builder_ed25519"
  systems  = ["x86_64-linux", "i686-linux"]
}

builder "near" {
  host_name        = "near.lan"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIL4C/4PbZbnqaZnbJj81cHL9ed49AiSXCUB1FhKvQnuU"]

  cache {
    public_key      = "near-1:h7+8gczOxEDRatres7kiVcELnbB38gNbtq32J/RiKSk="
    secret_key_file = "/etc/nix/cache-priv-key.pem"
    priority        = 30
  }
}

builder "far" { # users may ask for it
  host_name        = "far.example.org"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDpf3jXB01S5vEvzEEzDp238SqBDiJXWv3/b5y+j5bdN"]

  cache {
    public_key  = "far-1:5DRRHEcqU0FkL3A+UBTG5LBCtlbMdrKuW9BEY5nvo+g="
    substituter = "trusted"
  }
}

builder "quiet" { # what it sends is trusted, and nobody asks it
  host_name        = "quiet.example.org"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHC7VgWLtuw24zsOstAfruzkHnMj616L5HtP1p7+LVVi"]

  cache {
    public_key  = "quiet-1:skEy3imeGCvWYgReU/9ntAEnkMd0PuvZ0Oa+22PJRJg="
    substituter = "no"
  }
}

client "desk" {
  platform                 = "nixos"
  builders_use_substitutes = false
}
