builder "ada" {
  systems          = ["aarch64-linux"]
  max_jobs         = 4 / 0           # want error out-of-range at `4 / 0` says `divided by zero`
  host_name        = nonsense.x      # want error expression at `nonsense`
  speed_factor     = "a" + 1         # want error expression
  tags             = [upperr("a")]   # want error expression says `upper`
  ssh_user         = upper("a", "b") # want error expression
  machine          = "x${["a"]}"     # want error expression
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
}
