package compiler_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/schema"
)

func TestKeyNames(t *testing.T) {
	inBothSyntaxes(t, []inventoryCase{
		{"a pinned key stands under the alias", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_name = "a.example"
				public_host_keys = ["@KEY1@ comment"]
			}`, `
			a.host_key_alias = "a"
			a.public_host_keys = ["@KEY1@"]`},
		{"without a pin there is no key name", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_key_alias = "x"
			}`, `
			a.host_key_alias = null`},
		{"an authority makes it the host name, which certificates have", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_name = "a.example"
				host_certificate_authorities = ["@KEY1@"]
			}
			jump "j" {
				host_name = "j.example"
				host_certificate_authorities = ["@KEY1@"]
			}`, `
			a.host_key_alias = "a.example"
			j.host_key_alias = "j.example"`},
		{"what is written wins", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_name = "a.example"
				host_certificate_authorities = ["@KEY1@"]
				host_key_alias = "key"
			}
			jump "j" {
				public_host_keys = ["@KEY2@"]
				host_key_alias = "key2"
			}`, `
			a.host_key_alias = "key"
			j.host_key_alias = "key2"`},
		{"an override of the host name moves it, with an authority only", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_certificate_authorities = ["@KEY1@"]
			}
			builder "b" {
				systems = ["x86_64-linux"]
				public_host_keys = ["@KEY2@"]
			}
			client "c" {
				override "a" { host_name = "a.vpn" }
				override "b" { host_name = "b.vpn" }
			}`, `
			a.host_key_alias = "a"
			c/a.host_key_alias = "a.vpn"
			c.overrides.b = {"host_name":"b.vpn"}`},
	})
}

func TestStoreURIs(t *testing.T) {
	inBothSyntaxes(t, []inventoryCase{
		{"are the protocol and the alias, whatever the address", `
			builder "a" {
				systems = ["x86_64-linux"]
				host_name = "2001:db8::1"
				port = 2222
				ssh_user = "u"
			}
			builder "b" {
				systems = ["x86_64-linux"]
				protocol = "ssh"
			}`, `
			a.uri = "ssh-ng://a"
			b.uri = "ssh://b"`},
		{"have sorted parameters, percent-encoded", `
			builder "a" {
				systems = ["x86_64-linux"]
				uri_params = { remote-program = "sudo -n /opt/a+b/nix-daemon", compress = true }
			}`, `
			a.uri = "ssh-ng://a?compress=true&remote-program=sudo%20-n%20/opt/a%2Bb/nix-daemon"
			a.uri_params = {"compress":"true","remote-program":"sudo -n /opt/a+b/nix-daemon"}`},
		{"may be those of another store, with nothing of ssh", `
			defaults {
				ssh_user = "u"
				port = 222
				ssh { connect_timeout = 1 }
			}
			builder "a" {
				systems = ["x86_64-linux"]
				uri = "unix:///run/nix/socket"
				uri_params = { root = "/é &=?#%" }
			}
			builder "b" {
				systems = ["x86_64-linux"]
				uri = "daemon"
			}`, `
			a.uri = "unix:///run/nix/socket?root=/%C3%A9%20%26%3D%3F%23%25"
			a.protocol = null
			a.host_name = null
			a.port = null
			a.ssh = null
			b.uri = "daemon"`},
	})
}

func TestJumps(t *testing.T) {
	inBothSyntaxes(t, []inventoryCase{
		{"have what they say and ssh's built-in defaults", `
			builder "a" {
				systems = ["x86_64-linux"]
				ssh { proxy_jump = ["j"] }
			}
			jump "j" {
				host_name = "j.example"
				port = 2222
				ssh_user = "jump"
				ssh_key = "/k"
				public_host_keys = ["@KEY1@"]
				proxy_jump = ["k"]
			}
			jump "k" {}`, `
			j.host_name = "j.example"
			j.port = 2222
			j.ssh_user = "jump"
			j.ssh_key = "/k"
			j.host_key_alias = "j"
			j.ssh = {"connect_timeout":10,"identity_agent":null,"options":{},"proxy_command":null,"proxy_jump":["k"],"server_alive_interval":15}
			k.host_name = "k"
			k.port = 22`},
	})
}

func TestHops(t *testing.T) {
	p := compiled(t, `
		defaults { systems = ["x86_64-linux"] }
		jump "z" {}
		jump "y" { proxy_jump = ["x"] }
		jump "x" {}
		jump "unused" {}
		builder "direct" {}
		builder "chain" {
			ssh { proxy_jump = ["z", "y"] }
		}
		builder "gate" {
			ssh { proxy_jump = ["z"] }
		}
		builder "inner" {
			ssh { proxy_jump = ["gate"] }
		}
		client "chain" {
			host_names = []
			use = ["chain"]
		}
		client "direct" {
			host_names = []
			use = ["direct"]
		}
		client "inner" {
			host_names = []
			use = ["inner"]
		}
		client "both" { use = ["inner", "gate"] }
		client "override" {
			use = ["direct"]
			override "direct" {
				ssh { proxy_jump = ["y"] }
			}
		}`)
	for client, want := range map[string][]string{
		"chain":    {"x", "y", "z"},
		"direct":   nil,
		"inner":    {"gate", "z"},
		"both":     {"z"}, // gate is a builder, with a stanza as such
		"override": {"x", "y"},
	} {
		var got []string
		for _, h := range p.Client(client).Hops {
			got = append(got, h.Name)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", client, d)
		}
	}
}

func TestProxyMistakes(t *testing.T) {
	const builders = `
		defaults { systems = ["aarch64-linux"] }
		builder "a" { public_host_keys = ["@KEY1@"] }
		builder "store" { uri = "daemon" }
		jump "j" { public_host_keys = ["@KEY2@"] }
	`
	for name, c := range map[string]struct {
		src  string
		want []string
	}{
		"an unknown jump": {
			"builder \"b\" {\n ssh { proxy_jump = [\"jj\"] }\n}", []string{"7 unknown-jump"}},
		"an unknown jump of a jump": {
			"jump \"k\" { proxy_jump = [\"nobody\"] }", []string{"6 unknown-jump"}},
		"an unknown jump in an override": {
			"client \"c\" {\n override \"a\" {\n  ssh { proxy_jump = [\"nobody\"] }\n }\n}", []string{"8 unknown-jump"}},
		"a builder without ssh": {
			"builder \"b\" {\n ssh { proxy_jump = [\"store\"] }\n}", []string{"7 builder-unreachable"}},
		"a builder without ssh in an override": {
			"client \"c\" {\n override \"a\" {\n  ssh { proxy_jump = [\"store\"] }\n }\n}", []string{"8 builder-unreachable"}},
		"a loop of one": {
			"jump \"k\" {\n host_name = \"k.example\"\n proxy_jump = [\"k\"]\n}", []string{"8 proxy-loop"}},
		"a loop is told once, and not for those before it": {
			"jump \"k\" { proxy_jump = [\"l\"] }\njump \"l\" { proxy_jump = [\"m\"] }\njump \"m\" { proxy_jump = [\"k\"] }\njump \"n\" { proxy_jump = [\"k\"] }", []string{"6 proxy-loop"}},
		"two loops": {
			"jump \"k\" { proxy_jump = [\"l\"] }\njump \"l\" { proxy_jump = [\"k\"] }\njump \"m\" { proxy_jump = [\"n\"] }\njump \"n\" { proxy_jump = [\"m\"] }", []string{"6 proxy-loop", "8 proxy-loop"}},
		"a loop that an override makes": {
			"builder \"b\" {\n ssh { proxy_jump = [\"a\"] }\n public_host_keys = [\"@KEY3@\"]\n}\nclient \"c\" {\n override \"a\" {\n  ssh { proxy_jump = [\"b\"] }\n }\n}", []string{"12 proxy-loop"}},
		"a diamond is no loop": {
			"jump \"k\" { proxy_jump = [\"j\"] }\njump \"l\" { proxy_jump = [\"j\"] }\njump \"m\" { proxy_jump = [\"k\", \"l\"] }", nil},
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := compile(t, builders+c.src, schema.HCL)
			if d := cmp.Diff(append([]string{}, c.want...), errorsOf(diags)); d != "" {
				t.Errorf("%s%v", d, diags)
			}
		})
	}
}
