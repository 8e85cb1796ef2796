package badtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// places are where an inventory takes a text: a block in HCL, its header in
// TOML, and the attribute, in which @ is the text.
var places = []struct{ hcl, toml, attribute string }{
	{"", "", "host_name = @"}, {"", "", "ssh_user = @"}, {"", "", "ssh_key = @"}, {"", "", "machine = @"}, {"", "", "uri = @"},
	{"", "", "host_key_alias = @"}, {"", "", "protocol = @"}, {"", "", "tags = [@]"}, {"", "", "supported_features = [@]"},
	{"", "", "mandatory_features = [@]"}, {"", "", "emulated_systems = [@]"}, {"", "", "profiles = [@]"},
	{"", "", "host_certificate_authorities = [@]"}, {"", "", "public_host_key_files = [@]"},
	{"", "", "uri_params = { remote-program = @ }"}, {"", "", "uri_params = { @ = \"true\" }"},
	{"endpoint \"lan\"", "endpoint.lan", "host_name = @"}, {"endpoint \"lan\"", "endpoint.lan", "host_name = \"ada.lan\"\nwhen = @"},
	{"ssh", "ssh", "proxy_command = @"}, {"ssh", "ssh", "proxy_jump = [@]"}, {"ssh", "ssh", "identity_agent = @"},
	{"ssh", "ssh", "options = { @ = \"yes\" }"}, {"ssh", "ssh", "options = { RevokedHostKeys = @ }"}, {"ssh", "ssh", "options = { RekeyLimit = @ }"},
	{"remote", "remote", "nix = @"}, {"remote", "remote", "home = @"}, {"remote", "remote", "from = [@]"}, {"remote", "remote", "nix_path = [@]"},
	{"remote", "remote", "settings = { sandbox-paths = @ }"}, {"cache", "cache", "public_key = @"}, {"cache", "cache", "secret_key_file = @"},
	{"client", "client", "dir = @"}, {"client", "client", "users = [@]"}, {"client", "client", "nix = @"}, {"client", "client", "use = [@]"},
	{"client", "client", "signing_secret_key_file = @"}, {"client", "client", "settings = { @ = @ }"}, {"client", "client", "host_names = [@]"},
	{"client", "client", "ssh_public_keys = [@]"}, {"client", "client", "from = [@]"}, {"client", "client", "release = @"},
}

const aBuilder = `systems = ["aarch64-linux"]
public_host_keys = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJuWLi4l+TlAKVymeLHOXr/+YgqOB9tn7q2+m1fHfBLB"]
`

// FuzzText puts one text into one place, in both syntaxes: both say the same,
// and what they let through, every target writes or refuses with its place.
func FuzzText(f *testing.F) {
	for i := range places {
		for _, s := range []string{
			"ada", "/etc/key", "x y", "a#b", "a;b", "a\"b", "a\nb", "a\x00b", "${HOME}", "%h", "-x", "toml", "nc %h %p", "nix 2.31", "daemon", "https://a.b/c?d",
			"fe80::1%eth0", "ä", "'", "\\", "=", "*", "@a", "a,b", "192.0.2.0/24", "yes", "no", "aarch64-linux", "\u202e", strings.Repeat("a", 300),
		} {
			f.Add(i, s)
		}
	}
	f.Fuzz(func(t *testing.T, i int, s string) {
		if i < 0 || i >= len(places) || !utf8.ValidString(s) {
			return
		}
		inHCL, inTOML := inventoryWith(i, s)
		a, b := wholeWay(t, []byte(inHCL), schema.HCL), wholeWay(t, []byte(inTOML), schema.TOML)
		if x, y := told(a), told(b); !slices.Equal(x, y) {
			t.Errorf("%s\nHCL: %q\nTOML: %q", inHCL, x, y)
		}
	})
}

// inventoryWith returns an inventory with the text s at a place, in HCL and TOML.
func inventoryWith(i int, s string) (inHCL, inTOML string) {
	p := places[i]
	escaped := escape(s)
	toml := strings.ReplaceAll(p.attribute, "@", escaped)
	code := strings.ReplaceAll(p.attribute, "@", strings.NewReplacer("${", "$${", "%{", "%%{").Replace(escaped))
	switch p.hcl {
	case "":
		return "builder \"ada\" {\n" + aBuilder + code + "\n}\n", "[builder.ada]\n" + aBuilder + toml + "\n"
	case "client":
		return "builder \"ada\" {\n" + aBuilder + "}\nclient \"laptop\" {\n" + code + "\n}\n", "[builder.ada]\n" + aBuilder + "[client.laptop]\n" + toml + "\n"
	}
	return "builder \"ada\" {\n" + aBuilder + p.hcl + " {\n" + code + "\n}\n}\n", "[builder.ada]\n" + aBuilder + "[builder.ada." + p.toml + "]\n" + toml + "\n"
}

// escape returns s in quotes, as both syntaxes read it.
func escape(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// told returns codes and details, sorted.
func told(diags hcl.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		out = append(out, string(diag.CodeOf(d))+" "+d.Detail)
	}
	slices.Sort(out)
	return out
}
