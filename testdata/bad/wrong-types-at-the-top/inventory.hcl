version        = true             # want error wrong-type at `true`
known_systems  = "riscv128-linux" # want error wrong-type at `"riscv128-linux"` says `brackets`
known_features = 4                # want error wrong-type at `4`
