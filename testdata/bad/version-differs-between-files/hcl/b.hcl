version = 3 # want error unsupported-version
