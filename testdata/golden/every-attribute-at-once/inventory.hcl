# Nobody has this one. Each attribute is written once at least, and with another
# value than its default.

version        = 1
known_systems  = ["arc-linux"]
known_features = ["isolated-cpu"]

jump "bastion" {
  host_name                    = "bastion.example.org"
  port                         = 2022
  ssh_user                     = "jump"
  ssh_key                      = "/etc/nix/bastion_ed25519"
  public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKLtfmiyVIbnkYP35ZiEBtesqp0YUN4flkW6R0ITA5wd"]
  public_host_key_files        = ["bastion.pub"]
  host_certificate_authorities = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
  host_key_alias               = "bastion.hosts.example.org"
  proxy_jump                   = ["edge"]
}

jump "edge" {
  host_name        = "edge.example.org"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID9y15o2cEUNeqS5Y9lekiCqX6K6uK8r3f6n6vL1JadL"]
}

builder "ada" {
  host_name                    = "ada.example.org"
  port                         = 1337
  protocol                     = "ssh"
  uri_params                   = { remote-program = "/opt/nix/bin/nix-store" }
  ssh_user                     = "nixremote"
  ssh_key                      = "/etc/nix/builder_ed25519"
  systems                      = ["x86_64-linux", "i686-linux"]
  emulated_systems             = ["aarch64-linux", "arc-linux"]
  emulated_speed_factor        = 0.5
  max_jobs                     = 16
  speed_factor                 = 2.5
  supported_features           = ["kvm", "big-parallel"]
  mandatory_features           = ["isolated-cpu"]
  public_host_keys             = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
  public_host_key_files        = ["ada.pub"]
  host_certificate_authorities = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIK4jbsqy6dc9TSuD/sl9g9mtVkbCp8G7rZj/AWppVCD6"]
  host_key_alias               = "ada.hosts.example.org"
  machine                      = "rack-1"
  tags                         = ["fast"]

  endpoint "lan" {
    host_name = "ada.lan"
    port      = 2222
    when      = "test -e /run/at-home"
  }

  ssh {
    proxy_jump            = ["bastion"]
    connect_timeout       = 20
    server_alive_interval = 30
    identity_agent        = "/run/agent.sock"
    options               = { Compression = "yes" }
  }

  cache {
    public_key      = "ada-1:Z+dVCoKbSeHG+D55Zp8wlaiFup/uxA5rkqFTiWocv0E="
    secret_key_file = "/etc/nix/ada-1.sec"
    substituter     = "trusted"
    priority        = 30
  }

  remote {
    platform     = "linux"
    nix          = "nix 2.31"
    install      = "nix-user-chroot"
    nix_path     = ["/opt/nix/bin"]
    store_path   = "/srv/nix"
    wrapper_path = "/opt/nix-ssh-wrapper"
    from         = ["192.0.2.0/24", "198.51.100.0/24"]
    home         = "/srv/nixremote"
    uid          = 801
    max_jobs     = 16
    cores        = 8
    max_startups = 40
    settings     = { keep-outputs = true }
  }
}

builder "eve" {
  enable   = false
  profiles = ["linux"]

  ssh {
    proxy_command = "/usr/bin/nc %h %p"
  }

  remote {
    platform = "nixos"
    release  = "25.11"
    wrapper  = false
    trusted  = false
  }
}

builder "here" {
  profiles = ["linux"]
  uri      = "unix:///run/other/daemon-socket"
}

profile "linux" {
  systems  = ["x86_64-linux", "i686-linux"]
  ssh_user = "nix"
}

client "laptop" {
  platform                 = "nixos"
  release                  = "26.11"
  nix                      = "lix 2.95"
  machines_format          = "toml"
  use                      = ["@fast", "*"]
  exclude                  = ["here"]
  host_names               = ["laptop.example.org"]
  ssh_public_keys          = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAICFX6EuBL6oU5JVQHs5DCu0FtO6T2HeK8t7c5c2vv6u+"]
  ssh_public_key_files     = ["laptop.pub"]
  from                     = ["198.51.100.7"]
  users                    = ["root", "alice"]
  dir                      = "/etc/lix/builders"
  max_jobs                 = 2
  builders_use_substitutes = false
  signing_public_key       = "laptop-1:QANI8nLof0xJwSb07Ukk4EE5+J4ZjgfAi0kertjMIdA="
  signing_secret_key_file  = "/etc/nix/laptop-1.sec"
  settings                 = { fallback = true }
}
