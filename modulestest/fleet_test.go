package modulestest_test

import (
	"testing"
)

// fleet is an inventory with a machine of every kind.
const fleet = `
defaults {
  systems  = ["x86_64-linux"]
  ssh_user = "nixremote"
  ssh_key  = "/etc/nix/key"
}
jump "bastion" {
  ssh_key          = "/etc/nix/jump"
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"]
}
builder "ada" {
  host_name        = "ada.example.org"
  max_jobs         = 8
  public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
  remote { platform = "nixos" }
  ssh { proxy_jump = ["bastion"] }
}
builder "bob" {
  emulated_systems = ["riscv64-linux"]
}
builder "cache" {
  uri = "http://cache.example.org"
}
builder "mini" {
  systems = ["aarch64-darwin"]
  remote {
    platform = "nix-darwin"
    uid      = 550
  }
}
builder "old" {
  enable = false
  remote { platform = "nixos" }
}
builder "debian" {
  remote { platform = "linux" }
}
client "laptop" {
  host_names      = ["laptop", "lap.example.org"]
  use             = ["ada", "bob", "cache", "old"]
  ssh_public_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID9y15o2cEUNeqS5Y9lekiCqX6K6uK8r3f6n6vL1JadL"]
}
client "twin1" { host_names = ["twin"] }
client "twin2" { host_names = ["twin"] }
client "lix" {
  nix             = "lix 2.95"
  platform        = "nixos"
  release         = "26.11"
  machines_format = "toml"
  use             = ["ada", "bob"]
}
client "home" {
  users = ["alice"]
  use   = ["ada", "bob"]
}
`

// fleetPlan returns the plan of fleet as a path in Nix.
func fleetPlan(t testing.TB) string { return planFile(t, textPlan(t, fleet)) }

// on returns a machine that imports our module, with more of its own.
func on(t testing.TB, platform string, plan string, more ...string) machine {
	t.Helper()
	m := map[string]machine{
		"nixos":        {platform: "nixos", releases: []string{"nixos-25.11"}, modules: []string{ours(t, "modules/nixos.nix")}},
		"lix":          {platform: "nixos", releases: []string{"nixos-26.11"}, modules: []string{ours(t, "modules/nixos.nix")}},
		"nix-darwin":   {platform: "nix-darwin", releases: []string{"nix-darwin-26.05"}, modules: []string{ours(t, "modules/darwin.nix")}},
		"determinate":  {platform: "nix-darwin", releases: []string{"nix-darwin-26.05", "determinate-3.21.8"}, modules: []string{ours(t, "modules/darwin.nix"), "{ nix.enable = lib.mkForce false; }"}},
		"home-manager": {platform: "home-manager", releases: []string{"home-manager-26.05"}, modules: []string{ours(t, "modules/home.nix"), `{ home.username = "alice"; }`}},
	}[platform]
	m.modules = append(m.modules, "{ buildmachines = { enable = true; plan = "+plan+"; }; }")
	m.modules = append(m.modules, more...)
	return m
}
