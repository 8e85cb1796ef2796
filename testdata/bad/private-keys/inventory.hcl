builder "ada" {
  systems          = ["aarch64-linux"]
  ssh_key          = "@OPENSSH_KEY_ESCAPED@"             # want error private-key
  host_name        = "@OPENSSH_KEY_BODY@"                # want error private-key
  public_host_keys = ["@OPENSSH_KEY_BASE64@"]            # want error private-key
  tags             = ["@AGE_SECRET@"]                    # want error private-key
  uri_params       = { remote-program = "@NIX_SECRET@" } # want error private-key
  cache {
    public_key = "@NIX_SECRET@" # want error private-key
  }
}

client "laptop" {
  ssh_public_keys    = ["@OPENSSH_KEY_ESCAPED@"]       # want error private-key
  signing_public_key = "@NIX_SECRET@"                  # want error private-key
  settings           = { netrc-file = "@NIX_SECRET@" } # want error private-key
  use                = ["@NIX_SECRET@"]                # want error private-key
}
