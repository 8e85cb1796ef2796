builder "ada" {
  host_name          = "ada.example.org"
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  emulated_systems   = ["aarch64-linux"]
  supported_features = ["kvm", "big-parallel"]
  max_jobs           = 8
  public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]

  remote {
    platform = "linux"
    nix      = "nix 2.26"
    max_jobs = 16
    cores    = 4
    settings = { keep-outputs = true }
  }
}

client "desktop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGFLfNC629ly0I3vpuY/SWWiP+yfWeYKVQaspdquvKz0 root@desktop"]
  from            = ["192.0.2.10", "2001:db8::/64"]
}

client "laptop" {
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPFDDNP82VUyoig0igq2KfLcF9J4BJ6cp38rGc4lZ0Xn"]
  override "ada" {
    protocol = "ssh"
    max_jobs = 4
  }
}
