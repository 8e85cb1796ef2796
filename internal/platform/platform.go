// Package platform is the table of what runs on a client or a builder: the values
// of the attribute platform, and what differs between them.
package platform

import "slices"

// System is a module system. Its releases have options that others lack.
type System string

// The module systems.
const (
	None        System = ""
	NixOS       System = "nixos"
	NixDarwin   System = "nix-darwin"
	HomeManager System = "home-manager"
)

// Platform is one row.
type Platform struct {
	Name             string
	Client, Builder  bool // which of them may have it
	System           System
	OldestRelease    string   // of the system, whose modules are known; what it has, every release has
	Imported         string   // the output that its configuration imports; "" where files are put into place one by one
	Darwin           bool     // the kernel is that of macOS
	OneUser          bool     // its configuration is that of one user, who is not root
	NumberedAccounts bool     // an account is made with a number only
	NixPath          []string // where the installers put Nix for all users
	Homes            string   // the folder in which a service account has its home
}

var platforms = []Platform{
	{
		Name: "nixos", Client: true, Builder: true, System: NixOS, OldestRelease: "24.05", Imported: "nixos.nix",
		NixPath: []string{"/run/current-system/sw/bin"}, Homes: "/var/lib",
	},
	{
		Name: "nix-darwin", Client: true, Builder: true, System: NixDarwin, OldestRelease: "24.11", Imported: "darwin.nix", Darwin: true, NumberedAccounts: true,
		NixPath: []string{"/run/current-system/sw/bin", "/nix/var/nix/profiles/default/bin"}, Homes: "/Users",
	},
	{Name: "determinate", Client: true, System: NixDarwin, OldestRelease: "24.11", Imported: "determinate.nix", Darwin: true},
	{Name: "home-manager", Client: true, System: HomeManager, OldestRelease: "25.11", Imported: "home.nix", OneUser: true},
	{Name: "linux", Client: true, Builder: true, NixPath: []string{"/nix/var/nix/profiles/default/bin"}, Homes: "/var/lib"},
	{Name: "macos", Client: true, Builder: true, Darwin: true, NixPath: []string{"/nix/var/nix/profiles/default/bin"}, Homes: "/Users"},
	{Name: "hydra", Client: true, Imported: "hydra-machines"},
}

// Default is the platform of a client or builder that names none.
const Default = "linux"

// Of returns the platform of that name. Of a name that is not in the table it
// returns a platform that is nothing in particular.
func Of(name string) Platform {
	if i := slices.IndexFunc(platforms, func(p Platform) bool { return p.Name == name }); i >= 0 {
		return platforms[i]
	}
	return Platform{Name: name}
}

// All returns the table.
func All() []Platform { return slices.Clone(platforms) }

// Clients returns the names of those that a client can have.
func Clients() []string { return names(func(p Platform) bool { return p.Client }) }

// Builders returns the names of those that a builder can have.
func Builders() []string { return names(func(p Platform) bool { return p.Builder }) }

func names(has func(Platform) bool) (out []string) {
	for _, p := range platforms {
		if has(p) {
			out = append(out, p.Name)
		}
	}
	return out
}

// Declarative reports whether the machine is set up by its own configuration,
// which imports our module, rather than by `install` or `bootstrap`.
func (p Platform) Declarative() bool { return p.System != None }
