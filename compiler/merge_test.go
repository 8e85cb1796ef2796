package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
)

// inventoryCase is an inventory and what its plan has at some paths.
type inventoryCase struct {
	name, src, want string
}

// inBothSyntaxes compiles each case as HCL and as TOML: both plans are alike in
// everything but positions, and have what is wanted.
func inBothSyntaxes(t *testing.T, cases []inventoryCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			fromHCL := compiled(t, c.src)
			wantPlan(t, fromHCL, c.want)
			toml := asTOML(t, c.src)
			fromTOML, diags := compile(t, toml, schema.TOML)
			if diags.HasErrors() {
				t.Fatalf("%v\n%s", diags, toml)
			}
			if d := cmp.Diff(fromHCL, fromTOML, cmpopts.IgnoreTypes(plan.Origins{})); d != "" {
				t.Errorf("HCL and TOML differ (-HCL +TOML):\n%s\n%s", d, toml)
			}
		})
	}
}

// onlyHCL is for what TOML cannot say.
func onlyHCL(t *testing.T, cases []inventoryCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) { wantPlan(t, compiled(t, c.src), c.want) })
	}
}

func TestMerging(t *testing.T) {
	inBothSyntaxes(t, []inventoryCase{
		{"built-in defaults are the weakest", `
			builder "a" { systems = ["x86_64-linux"] }
			client "c" {}`, `
			a.enable = true
			a.host_name = "a"
			a.port = 22
			a.protocol = "ssh-ng"
			a.max_jobs = 1
			a.speed_factor = 1
			a.ssh.connect_timeout = 10
			a.ssh.server_alive_interval = 15
			a.ssh_user = null
			a.host_key_alias = null
			a.cache = null
			a.remote = null
			c.platform = "linux"
			c.dir = "/etc/buildmachines"
			c.users = ["root"]
			c.max_jobs = null
			c.nix = null
			c.builders_use_substitutes = true
			c.machines_format = "legacy"
			c.host_names = ["c"]`},
		{"defaults, profile, builder and override win in this order", `
			defaults {
				systems = ["x86_64-linux"]
				max_jobs = 2
				speed_factor = 2
				ssh_user = "d"
				protocol = "ssh"
			}
			profile "p" {
				speed_factor = 3
				ssh_user = "p"
				protocol = "ssh-ng"
			}
			builder "a" {
				profiles = ["p"]
				ssh_user = "b"
				protocol = "ssh"
			}
			client "c" {
				nix = "nix 2.34"
				override "a" { protocol = "ssh-ng" }
			}`, `
			a.max_jobs = 2
			a.speed_factor = 3
			a.ssh_user = "b"
			a.protocol = "ssh"
			c/a.protocol = "ssh-ng"
			c/a.uri = "ssh-ng://a"
			c/a.ssh_user = "b"`},
		{"profiles apply in order", `
			profile "q" {
				max_jobs = 3
				speed_factor = 3
			}
			profile "p" { max_jobs = 2 }
			builder "a" {
				systems = ["x86_64-linux"]
				profiles = ["q", "p"]
			}
			builder "b" {
				systems = ["x86_64-linux"]
				profiles = ["p", "q"]
			}`, `
			a.max_jobs = 2
			a.speed_factor = 3
			b.max_jobs = 3`},
		{"a list replaces a list", `
			defaults {
				systems = ["x86_64-linux", "i686-linux"]
				supported_features = ["kvm"]
				tags = ["d"]
				ssh { proxy_jump = ["j"] }
			}
			jump "j" {}
			builder "a" {
				systems = ["aarch64-linux"]
				supported_features = []
				ssh { proxy_jump = [] }
			}`, `
			a.systems = ["aarch64-linux"]
			a.supported_features = []
			a.tags = ["d"]
			a.ssh.proxy_jump = []`},
		{"maps merge key by key", `
			defaults {
				systems = ["x86_64-linux"]
				uri_params = { compress = true, remote-program = "d" }
				ssh { options = { Compression = "yes", LogLevel = "ERROR" } }
			}
			profile "p" { uri_params = { remote-program = "p" } }
			builder "a" {
				profiles = ["p"]
				uri_params = { remote-store = "/srv" }
				ssh { options = { loglevel = "DEBUG" } }
			}
			client_defaults { settings = { cores = 2, fallback = true } }
			client "c" {
				settings = { cores = 4 }
				override "a" {
					ssh { options = { Compression = "no" } }
				}
			}`, `
			a.uri_params = {"compress":"true","remote-program":"p","remote-store":"/srv"}
			a.ssh.options = {"Compression":"yes","LogLevel":"DEBUG"}
			c/a.ssh.options = {"Compression":"no","LogLevel":"DEBUG"}
			c.settings = {"cores":"4","fallback":"true"}`},
		{"the blocks ssh, remote and cache merge attribute by attribute", `
			defaults {
				systems = ["x86_64-linux"]
				ssh_user = "u"
				ssh {
					connect_timeout = 5
					server_alive_interval = 6
				}
				remote {
					platform = "nixos"
					release = "25.05"
				}
				cache { priority = 30 }
			}
			profile "p" {
				remote { release = "25.11" }
			}
			builder "a" {
				profiles = ["p"]
				ssh { connect_timeout = 7 }
				remote { cores = 4 }
				cache { public_key = "@CACHE1@" }
			}
			client "c" {
				override "a" {
					ssh { server_alive_interval = 8 }
				}
			}`, `
			a.ssh.connect_timeout = 7
			a.ssh.server_alive_interval = 6
			c/a.ssh.connect_timeout = 7
			c/a.ssh.server_alive_interval = 8
			a.remote.platform = "nixos"
			a.remote.release = "25.11"
			a.remote.cores = 4
			a.cache.priority = 30
			a.cache.public_key = "@CACHE1@"
			a.cache.substituter = "yes"`},
		{"a block may be inherited whole", `
			defaults {
				systems = ["x86_64-linux"]
				ssh_user = "u"
				remote { platform = "nixos" }
			}
			builder "a" {}`, `
			a.remote.platform = "nixos"`},
		{"override blocks apply in order, for that client alone", `
			builder "a" {
				systems = ["x86_64-linux"]
				tags = ["t"]
			}
			builder "b" { systems = ["x86_64-linux"] }
			client "c" {
				override "@t" {
					max_jobs = 2
					ssh_user = "tag"
				}
				override "a" { max_jobs = 3 }
				override "*" { max_jobs = 4 }
			}
			client "d" {}`, `
			a.max_jobs = 1
			c/a.max_jobs = 4
			c/a.ssh_user = "tag"
			c/b.max_jobs = 4
			c/b.ssh_user = null
			d/a.max_jobs = 1
			c.overrides.a = {"max_jobs":4,"ssh_user":"tag"}
			c.overrides.b = {"max_jobs":4}
			d.overrides = {}`},
		{"client_defaults are under every client, with their overrides first", `
			builder "a" { systems = ["x86_64-linux"] }
			client_defaults {
				platform = "nixos"
				users = ["root", "ci"]
				nix = "nix 2.31"
				override "a" {
					max_jobs = 2
					ssh_user = "d"
				}
			}
			client "c" {
				nix = "lix 2.94"
				override "a" { max_jobs = 3 }
			}
			client "d" { users = ["me"] }`, `
			c.platform = "nixos"
			c.users = ["root","ci"]
			c.nix = "lix 2.94"
			d.nix = "nix 2.31"
			d.users = ["me"]
			c/a.max_jobs = 3
			c/a.ssh_user = "d"
			d/a.max_jobs = 2`},
		{"client_defaults reach the client that nobody wrote", `
			builder "a" { systems = ["x86_64-linux"] }
			client_defaults {
				platform = "hydra"
				use = ["a"]
				override "a" { protocol = "ssh" }
			}`, `
			default.platform = "hydra"
			default.builders = ["a"]
			default/a.protocol = "ssh"`},
		{"an override may change every attribute that it lists", `
			builder "a" {
				systems = ["x86_64-linux"]
				public_host_keys = ["@KEY1@"]
				endpoint "e" { host_name = "e.example" }
			}
			jump "j" {}
			client "c" {
				nix = "lix 2.95"
				override "a" {
					max_jobs = 9
					speed_factor = 0.5
					ssh_key = "/k"
					ssh_user = "u"
					host_name = "a.example"
					port = 222
					protocol = "ssh"
					systems = ["aarch64-linux"]
					supported_features = ["kvm"]
					mandatory_features = ["benchmark"]
					ssh { proxy_jump = ["j"] }
				}
			}`, `
			c/a.max_jobs = 9
			c/a.speed_factor = 0.5
			c/a.ssh_key = "/k"
			c/a.ssh_user = "u"
			c/a.host_name = "a.example"
			c/a.port = 222
			c/a.protocol = "ssh"
			c/a.uri = "ssh://a"
			c/a.systems = ["aarch64-linux"]
			c/a.supported_features = ["kvm"]
			c/a.mandatory_features = ["benchmark"]
			c/a.ssh.proxy_jump = ["j"]
			c/a.endpoints = [{"host_name":"e.example","name":"e","port":222,"when":"reachable"}]
			c/a.host_key_alias = "a"
			a.host_name = "a"
			a.endpoints = [{"host_name":"e.example","name":"e","port":22,"when":"reachable"}]`},
		{"endpoints have the port of the builder and are reachable by default", `
			builder "a" {
				systems = ["x86_64-linux"]
				port = 2222
				endpoint "lan" { host_name = "10.0.0.1" }
				endpoint "vpn" {
					host_name = "10.9.0.1"
					port = 22
					when = "test -e /run/vpn"
				}
			}`, `
			a.endpoints = [{"host_name":"10.0.0.1","name":"lan","port":2222,"when":"reachable"},{"host_name":"10.9.0.1","name":"vpn","port":22,"when":"test -e /run/vpn"}]`},
	})
}

func TestNullRemovesWhatWasInherited(t *testing.T) {
	onlyHCL(t, []inventoryCase{
		{"an attribute goes back to its built-in default", `
			defaults {
				systems = ["x86_64-linux"]
				max_jobs = 4
				ssh_user = "u"
				tags = ["t"]
				port = 222
			}
			profile "p" { ssh_user = null }
			builder "a" {
				profiles = ["p"]
				max_jobs = null
				tags = null
			}
			client "c" {
				override "a" { port = null }
			}`, `
			a.max_jobs = 1
			a.ssh_user = null
			a.tags = []
			a.port = 222
			c/a.port = 22`},
		{"a key of a map", `
			defaults {
				systems = ["x86_64-linux"]
				uri_params = { compress = true, remote-program = "d" }
				ssh { options = { Compression = "yes", LogLevel = "ERROR" } }
			}
			builder "a" {
				uri_params = { compress = null }
				ssh { options = { compression = null } }
			}`, `
			a.uri_params = {"remote-program":"d"}
			a.ssh.options = {"LogLevel":"ERROR"}`},
		{"a whole map, and what is merged over it stays", `
			defaults {
				systems = ["x86_64-linux"]
				ssh { options = { Compression = "yes" } }
			}
			profile "p" {
				ssh { options = null }
			}
			builder "a" {
				profiles = ["p"]
				ssh { options = { LogLevel = "ERROR" } }
			}
			builder "b" {
				ssh { options = null }
			}`, `
			a.ssh.options = {"LogLevel":"ERROR"}
			b.ssh.options = {}`},
		{"an attribute of a block", `
			defaults {
				systems = ["x86_64-linux"]
				ssh {
					connect_timeout = 5
					proxy_jump = ["j"]
				}
				cache {
					public_key = "@CACHE1@"
					priority = 30
					substituter = "no"
				}
			}
			jump "j" {}
			builder "a" {
				ssh {
					connect_timeout = null
					proxy_jump = null
				}
				cache {
					priority = null
					substituter = null
				}
			}`, `
			a.ssh.connect_timeout = 10
			a.ssh.proxy_jump = []
			a.cache.priority = null
			a.cache.substituter = "yes"`},
		{"an attribute of a client", `
			builder "a" { systems = ["x86_64-linux"] }
			client_defaults {
				use = ["a"]
				users = ["u"]
				nix = "nix 2.34"
				max_jobs = 0
				settings = { cores = 1 }
			}
			client "c" {
				use = null
				users = null
				nix = null
				max_jobs = null
				settings = { cores = null }
			}
			builder "b" { systems = ["x86_64-linux"] }`, `
			c.builders = ["a","b"]
			c.users = ["root"]
			c.nix = null
			c.max_jobs = null
			c.settings = {}`},
	})
}
