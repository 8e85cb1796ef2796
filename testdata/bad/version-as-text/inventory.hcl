version = "1" # want error wrong-type at `"1"` says `quotes`
