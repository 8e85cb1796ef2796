builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  uri_params       = { remote-program = "run @WIREGUARD_SECRET@" } # want warning may-be-private-key at `"run @WIREGUARD_SECRET@"`
  endpoint "lan" {
    host_name = "10.0.0.1"
    when      = "probe @NAMELESS_HALF@" # want hint may-be-key at `"probe @NAMELESS_HALF@"`
  }
  ssh {
    proxy_command = "tunnel --private-key=@WIREGUARD_SECRET@ %h" # want warning may-be-private-key
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILe5rMbrXOTXZ0fHzXLVdLA+pRuFPd1B5zaOlG7FP4PJ"]
  ssh {
    options       = { VisualHostKey = "@NIX_SECRET_NAMELESS@" } # want error private-key
    proxy_command = "tunnel @NIX_SECRET_NAMELESS@ %h"           # want error private-key says `without its name`
  }
}

client "laptop" {
  settings = {
    hashed-mirrors  = "http://x/?a=@NAMELESS_HALF@" # want hint may-be-key
    post-build-hook = "/x @WIREGUARD_SECRET@"       # want warning may-be-private-key
    pre-build-hook  = "/x sha256-@NAMELESS_HALF@"   # this is a checksum
    diff-hook       = "/x:@WIREGUARD_SECRET@"       # this has a name
  }
}
