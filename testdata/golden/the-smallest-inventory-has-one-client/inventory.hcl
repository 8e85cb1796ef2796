builder "ada" {
  systems          = ["aarch64-linux"]
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}
