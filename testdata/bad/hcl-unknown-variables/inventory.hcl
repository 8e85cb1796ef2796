# var domian=example.org # want nowhere error unknown-variable says `"domain"`
variable "domain" {
  default = "example.org"
}

builder "ada" {
  host_name        = "ada.${var.domin}" # want error unknown-variable at `var.domin` says `"domain"`
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
