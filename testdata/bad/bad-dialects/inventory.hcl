client "a" {
  nix = "2.31" # want error invalid-dialect at `"2.31"` says `"nix 2.31"`
}

client "b" {
  nix = "lix-2.93.0" # want error invalid-dialect says `"lix 2.93"`
}

client "c" {
  nix = "determinate 3.8" # want error invalid-dialect says `based on`
}

builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_user         = "nix"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote {
    nix = "nix (Lix, like Nix) 2.93.3" # want error invalid-dialect says `"lix 2.93"`
  }
}
