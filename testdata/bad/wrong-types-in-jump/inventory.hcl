jump "bastion" {
  host_name                    = 4       # want error wrong-type at `4`
  port                         = "22"    # want error wrong-type at `"22"`
  ssh_user                     = 4       # want error wrong-type at `4`
  ssh_key                      = 4       # want error wrong-type at `4`
  public_host_keys             = "x"     # want error wrong-type at `"x"`
  public_host_key_files        = "x"     # want error wrong-type at `"x"`
  host_certificate_authorities = "x"     # want error wrong-type at `"x"`
  host_key_alias               = 4       # want error wrong-type at `4`
  proxy_jump                   = "other" # want error wrong-type at `"other"`
}
