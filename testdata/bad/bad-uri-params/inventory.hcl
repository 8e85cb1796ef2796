builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  uri_params = {
    ssh-key         = "/k"   # want error invalid-uri-param at `ssh-key` says `ssh_key`
    compres         = "true" # want error invalid-uri-param at `compres` says `"compress"`
    compress        = "yes"  # want error invalid-uri-param at `"yes"`
    remote-program  = "a;b"  # want error invalid-uri-param at `"a;b"`
    max-connections = 4      # want error invalid-uri-param at `max-connections`
  }
}
