# "Remote builds" in the Nix manual. It has no host keys, so there are warnings.

defaults {
  protocol = "ssh"
  ssh_user = "nix"
  ssh_key  = "/home/nix/.ssh/id_scratchy_auto"
  systems  = ["i686-linux"]
}

builder "scratchy" {
  host_name          = "scratchy.labs.cs.uu.nl"
  max_jobs           = 8
  supported_features = ["kvm"]
}

builder "itchy" {
  host_name    = "itchy.labs.cs.uu.nl"
  max_jobs     = 8
  speed_factor = 2
}

builder "poochie" {
  host_name          = "poochie.labs.cs.uu.nl"
  speed_factor       = 2
  supported_features = ["kvm"]
  mandatory_features = ["benchmark"]
}
