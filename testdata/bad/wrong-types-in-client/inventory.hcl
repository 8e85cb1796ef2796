client "laptop" {
  platform                 = true          # want error wrong-type at `true`
  release                  = 24.05         # want error wrong-type at `24.05`
  nix                      = 2.31          # want error wrong-type at `2.31`
  machines_format          = ["toml"]      # want error wrong-type at `["toml"]`
  use                      = "ada"         # want error wrong-type at `"ada"` says `brackets`
  exclude                  = "ada"         # want error wrong-type at `"ada"`
  host_names               = "laptop"      # want error wrong-type at `"laptop"`
  ssh_public_keys          = "x"           # want error wrong-type at `"x"`
  ssh_public_key_files     = "x"           # want error wrong-type at `"x"`
  from                     = "192.0.2.1"   # want error wrong-type at `"192.0.2.1"`
  users                    = "root"        # want error wrong-type at `"root"`
  dir                      = 4             # want error wrong-type at `4`
  max_jobs                 = "auto"        # want error wrong-type at `"auto"`
  builders_use_substitutes = "yes"         # want error wrong-type at `"yes"` says `without quotes`
  signing_public_key       = 4             # want error wrong-type at `4`
  signing_secret_key_file  = 4             # want error wrong-type at `4`
  settings                 = ["cores = 4"] # want error wrong-type at `["cores = 4"]`
}

require "kernels" {
  system   = ["aarch64-linux"] # want error wrong-type at `["aarch64-linux"]`
  features = "kvm"             # want error wrong-type at `"kvm"`
  clients  = "laptop"          # want error wrong-type at `"laptop"`
}
