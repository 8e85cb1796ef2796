client "laptop" {
  settings = {
    access-tokens = "github.com=x"         # want error setting-secret at `access-tokens`
    http-proxy    = "http://me:word@proxy" # want error setting-secret at `"http://me:word@proxy"` says `password`
  }
}
