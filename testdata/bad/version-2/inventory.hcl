version = 2 # want error unsupported-version at `2`
