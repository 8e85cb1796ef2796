client "a" {
  nix = "nix 2.3" # want error unsupported-dialect
}

client "b" {
  nix = "nix 2.99" # want error unsupported-dialect
}

client "c" {
  nix = "lix 2.89" # want error unsupported-dialect
}

client "d" {
  nix = "nix main" # want error unsupported-dialect
}
