package compiler_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/schema"
)

// fleet is four builders, in an order that is not that of their names.
const fleet = `
defaults { systems = ["x86_64-linux", "i686-linux"] }
builder "dora" { tags = ["fast"] }
builder "ada" {
	tags = ["fast", "big"]
	host_name = "ada.example"
	endpoint "lan" { host_name = "10.0.0.1" }
}
builder "bob" { host_name = "2001:db8::b" }
builder "cleo" { enable = false }
`

func TestSelection(t *testing.T) {
	one := func(body string) string { return fleet + "client \"c\" {\n" + body + "\n}" }
	inBothSyntaxes(t, []inventoryCase{
		{"without use it is every enabled builder, in the order of declaration", one(``), `
			c.builders = ["dora","ada","bob"]
			c.disabled_builders = ["cleo"]`},
		{"the order of use is kept", one(`use = ["bob", "ada"]`), `
			c.builders = ["bob","ada"]
			c.disabled_builders = []`},
		{"a tag stands for its builders, in the order of declaration", one(`use = ["@fast"]`), `
			c.builders = ["dora","ada"]`},
		{"a builder counts where it is named first", one(`use = ["ada", "@fast", "*"]`), `
			c.builders = ["ada","dora","bob"]`},
		{"a star alone is all", one(`use = ["*"]`), `
			c.builders = ["dora","ada","bob"]
			c.disabled_builders = ["cleo"]`},
		{"exclude takes out what use has, by name and tag", one("use = [\"*\"]\nexclude = [\"@big\", \"bob\"]"), `
			c.builders = ["dora"]`},
		{"exclude alone takes out of all", one(`exclude = ["dora"]`), `
			c.builders = ["ada","bob"]`},
		{"use and exclude may be inherited", fleet + "client_defaults {\n use = [\"@fast\"]\n exclude = [\"ada\"]\n}\nclient \"c\" {}", `
			c.builders = ["dora"]`},
		{"a client is left out of its own builders by label", fleet + `client "bob" {}`, `
			client:bob.builders = ["dora","ada"]
			client:bob.host_names = ["bob"]`},
		{"by an address of host_names", one(`host_names = ["2001:db8::b"]`), `
			c.builders = ["dora","ada"]`},
		{"by an endpoint", one(`host_names = ["10.0.0.1"]`), `
			c.builders = ["dora","bob"]`},
		{"with all builders that are one machine", fleet + "builder \"e\" { machine = \"m\" }\nbuilder \"f\" { machine = \"m\" }\nclient \"e\" {}", `
			client:e.builders = ["dora","ada","bob"]`},
		{"host_names replace the label", fleet + "client \"bob\" { host_names = [\"b\"] }", `
			client:bob.builders = ["dora","ada","bob"]`},
		{"also where use names it", fleet + "client \"bob\" { use = [\"bob\", \"dora\"] }", `
			client:bob.builders = ["dora"]`},
		{"the builders know their clients", fleet + "client \"d\" { use = [\"ada\"] }\nclient \"c\" {}", `
			ada.clients = ["c","d"]
			bob.clients = ["c"]
			cleo.clients = []`},
	})
}

// The table cannot say this, since its paths have dots, too.
func TestAClientIsLeftOutByHostName(t *testing.T) {
	p := compiled(t, fleet+`client "ada.example" {}`)
	var got []string
	for _, b := range p.Client("ada.example").Builders {
		got = append(got, b.Name)
	}
	if want := []string{"dora", "bob"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEmulatedSystems(t *testing.T) {
	inBothSyntaxes(t, []inventoryCase{
		{"the portable form has a whole tenth, at least 1", `
			builder "a" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
				speed_factor = 25
			}
			builder "b" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
			}
			builder "c" { systems = ["x86_64-linux"] }`, `
			a.emulated_speed_factor = 2
			b.emulated_speed_factor = 1
			c.emulated_speed_factor = null`},
		{"dialects with fractions have a tenth", `
			builder "a" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
				speed_factor = 25
			}
			builder "b" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
			}
			client "old" { nix = "nix 2.19" }
			client "new" { nix = "nix 2.20" }
			client "lix" { nix = "lix 2.90" }`, `
			old/a.emulated_speed_factor = 2
			new/a.emulated_speed_factor = 2.5
			lix/b.emulated_speed_factor = 0.1
			old.overrides = {}`},
		{"modules without fractions have whole numbers", `
			builder "a" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
			}
			client_defaults { nix = "nix 2.34" }
			client "mac" { platform = "determinate" }
			client "new" {
				platform = "nixos"
				release = "26.11"
			}
			client "any" { platform = "nixos" }`, `
			mac/a.emulated_speed_factor = 1
			new/a.emulated_speed_factor = 0.1
			any/a.emulated_speed_factor = 1`},
		{"what is written stays", `
			builder "a" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
				emulated_speed_factor = 3
				speed_factor = 10
			}
			client "new" { nix = "nix 2.34" }`, `
			a.emulated_speed_factor = 3
			new/a.emulated_speed_factor = 3
			new.overrides = {}`},
		{"a tenth of the speed factor that an override sets", `
			builder "a" {
				systems = ["x86_64-linux"]
				emulated_systems = ["aarch64-linux"]
			}
			client "new" {
				nix = "nix 2.34"
				override "a" { speed_factor = 4 }
			}`, `
			new/a.emulated_speed_factor = 0.4`},
	})
}

func TestEmulatedEntriesComeAfterAllOthersWithTheSameURI(t *testing.T) {
	p := compiled(t, `
		builder "a" {
			systems = ["x86_64-linux"]
			emulated_systems = ["aarch64-linux"]
		}
		builder "b" { systems = ["aarch64-linux"] }
		builder "off" {
			systems = ["x86_64-linux"]
			emulated_systems = ["armv7l-linux"]
			enable = false
		}`)
	type line struct {
		Alias, URI string
		Systems    []string
	}
	var got []line
	for _, e := range p.Clients[0].Entries() {
		got = append(got, line{e.Alias, e.URI, e.Systems})
	}
	want := []line{
		{"a", "ssh-ng://a", []string{"x86_64-linux"}},
		{"b", "ssh-ng://b", []string{"aarch64-linux"}},
		{"a-emulated", "ssh-ng://a", []string{"aarch64-linux"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if n := len(p.Clients[0].DisabledEntries()); n != 2 {
		t.Errorf("%d entries are disabled, want 2", n)
	}
}

func TestSelectionMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		client string
		want   []string
	}{
		"a builder that does not exist":           {`use = ["adda"]`, []string{"15 unknown-builder"}},
		"a tag that does not exist":               {`exclude = ["@fats"]`, []string{"15 unknown-tag"}},
		"a tag without its sign":                  {`use = ["fast"]`, []string{"15 unknown-builder"}},
		"an override of a builder that is not":    {`override "adda" { port = 1 }`, []string{"15 unknown-builder"}},
		"each mistake is told, and once":          {`use = ["adda", "@fats", "bob", "adda2"]`, []string{"15 unknown-builder", "15 unknown-tag", "15 unknown-builder"}},
		"an override that matches nothing used":   {"use = [\"bob\"]\noverride \"ada\" { port = 1 }", []string{"16 override-matches-none"}},
		"nothing is left":                         {"use = [\"@fast\"]\nexclude = [\"@fast\"]", []string{"15 nothing-selected"}},
		"only a disabled builder is left":         {"use = [\"cleo\"]", []string{"15 nothing-selected"}},
		"an override of a disabled one is no sin": {"override \"cleo\" { port = 1 }", nil},
	} {
		t.Run(name, func(t *testing.T) {
			src := fleet + "client \"c\" {\n  \n  \n  \n" + c.client + "\n}\n"
			_, diags := compile(t, src, schema.HCL)
			got := without(said(diags), "pin-missing", "builder-disabled")
			if d := cmp.Diff(append([]string{}, c.want...), got); d != "" {
				t.Errorf("%s\n%v", d, diags)
			}
		})
	}
}

// An override in client_defaults is for whoever uses the builder.
func TestASharedOverrideMayMatchNothing(t *testing.T) {
	_, diags := compile(t, fleet+"client_defaults {\n override \"ada\" { port = 1 }\n}\nclient \"c\" { use = [\"bob\"] }", schema.HCL)
	if got := without(said(diags), "pin-missing", "builder-disabled"); len(got) > 0 {
		t.Errorf("got %q", got)
	}
}
