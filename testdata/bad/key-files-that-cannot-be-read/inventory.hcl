builder "ada" {
  systems               = ["aarch64-linux"]
  public_host_key_files = ["keys/ada.pub"] # want error unreadable-file at `"keys/ada.pub"`
}

builder "bob" {
  systems               = ["aarch64-linux"]
  public_host_key_files = ["../bob.pub"] # want error unreadable-file says `stay in its folder`
}

builder "carol" {
  systems               = ["aarch64-linux"]
  public_host_key_files = ["/etc/ssh/ssh_host_ed25519_key.pub"] # want error unreadable-file
}

builder "dan" {
  systems               = ["aarch64-linux"]
  public_host_key_files = [".git/config"] # want error unreadable-file says `begins with a dot`
}
