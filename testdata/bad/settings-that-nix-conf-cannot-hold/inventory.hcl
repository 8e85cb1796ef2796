client "laptop" {
  settings = {
    keepOutputs    = true           # want error setting-value at `keepOutputs` says `"keep-outputs"`
    flake-registry = "https://x/#y" # want error setting-value at `"https://x/#y"` says `"#"`
    sandbox-paths  = "a  b"         # want error setting-value at `"a  b"`
  }
}
