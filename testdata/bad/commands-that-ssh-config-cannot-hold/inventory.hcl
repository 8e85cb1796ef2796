builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  endpoint "lan" {
    host_name = "ada.lan"
    when      = "test \"$x\" = y" # want error ssh-config-value
  }
  ssh {
    proxy_command = "nc -x 'proxy %h %p" # want error ssh-config-value
  }
}

builder "bob" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0"]
  ssh {
    proxy_command = "nc %n %p" # want error ssh-config-value
  }
}
