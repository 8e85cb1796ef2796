format_version = 1 # want error foreign-spelling at `format_version` says `version`
