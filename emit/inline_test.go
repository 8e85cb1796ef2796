package emit_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/schema"
)

// Keys of nobody.
const (
	ed25519Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIC2QRSkQvi7q7peGRkQgt4G4FFJ/GHHZLYr4Loy01ihU"
	otherKey   = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGe8KLcZ0RxHVkLZd9+aLQGDWAVRT1Jptgau5M5mQw3Q"
)

func encoded(key string) string { return base64.StdEncoding.EncodeToString([]byte(key)) }

// compile returns the plan of a client with that dialect ("" is unset) and of
// the builder ada with these attributes.
func compile(t *testing.T, nix, builder string) *plan.Plan {
	t.Helper()
	client := ""
	if nix != "" {
		client = fmt.Sprintf("nix = %q", nix)
	}
	return compileFor(t, client, builder)
}

// compileFor is compile for a client with these attributes.
func compileFor(t *testing.T, client, builder string) *plan.Plan {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(fmt.Sprintf(`
client "laptop" {
  %s
}
builder "ada" {
  %s
}
defaults {
  systems = ["x86_64-linux", "i686-linux"]
}
`, client, builder)), "inventory", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	p, more := compiler.Compile(src, compiler.Options{})
	for _, d := range append(diags, more...) {
		if diag.SeverityOf(d) == diag.Error {
			t.Fatal(d)
		}
	}
	return p
}

// inline checks one file of the only client of p and returns it, unless it is refused.
func inline(t *testing.T, p *plan.Plan, format string) (string, hcl.Diagnostics) {
	t.Helper()
	target := emit.ClientTargets.Inline().Lookup(format)
	diags := target.Check(p.Clients[0])
	if diag.Has(diags, diag.Error) {
		return "", diags
	}
	var out bytes.Buffer
	if err := target.FileOf(p.Clients[0]).Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String(), diags
}

// codes returns the code and the line of everything but hints.
func codes(diags hcl.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		if diag.SeverityOf(d) != diag.Hint {
			out = append(out, string(diag.CodeOf(d)))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestInlineDialects says what each dialect reads in a store URI. A URI that
// begins with "!" is the code of a refusal instead.
func TestInlineDialects(t *testing.T) {
	const address, ipv6, port = `host_name = "192.0.2.7"`, `host_name = "2001:db8::7"`, "port = 2222"
	every := []string{"", "nix 2.8", "nix 2.30", "nix 2.31", "nix 2.36", "lix 2.90", "lix 2.92", "lix 2.93", "lix 2.95", "lix main"}
	refused := map[string]string{"": "!inline-port", "nix 2.8": "!inline-port", "nix 2.30": "!inline-port", "lix 2.90": "!inline-port", "lix 2.92": "!inline-port"}
	for _, c := range []struct {
		builder []string
		want    string            // in every dialect
		but     map[string]string // in those
	}{
		{nil, "ssh-ng://ada", nil},
		{[]string{address}, "ssh-ng://192.0.2.7", nil},
		{[]string{address, `ssh_user = "nix.remote_1"`, `protocol = "ssh"`}, "ssh://nix.remote_1@192.0.2.7", nil},
		{[]string{address, `uri_params = { remote-program = "sudo nix-daemon" }`}, "ssh-ng://192.0.2.7?remote-program=sudo%20nix-daemon", nil},
		{[]string{address, "port = 22"}, "ssh-ng://192.0.2.7", nil},
		{[]string{ipv6}, "ssh-ng://[2001:db8::7]", nil},
		{[]string{`host_name = "fe80::1%eth0"`}, "!inline-connection", nil},
		{[]string{`host_name = "localhost"`}, "!inline-connection", nil},
		{[]string{`uri = "unix:///run/x"`}, "unix:///run/x", nil},
		{[]string{port}, "ssh-ng://ada:2222", with(refused, "ssh-ng://ada?port=2222")},
		{[]string{port, ipv6, `ssh_user = "nix"`}, "ssh-ng://nix@[2001:db8::7]:2222", with(refused, "ssh-ng://nix@[2001:db8::7]?port=2222")},
		{[]string{port, `uri_params = { compress = "true" }`}, "ssh-ng://ada:2222?compress=true", with(refused, "ssh-ng://ada?compress=true&port=2222")},
	} {
		for _, nix := range every {
			want := c.want
			if other, ok := c.but[nix]; ok {
				want = other
			}
			line, diags := inline(t, compile(t, nix, strings.Join(c.builder, "\n")), "machines")
			uri, _, _ := strings.Cut(line, " ")
			if all := codes(diags); len(all) > 0 {
				uri = "!" + strings.Join(all, " ")
			}
			if uri != want {
				t.Errorf("%s in dialect %q: got %s, want %s", c.builder, nix, uri, want)
			}
		}
	}
}

// with adds to refused what the Lix releases with `?port=` read.
func with(refused map[string]string, lix string) map[string]string {
	out := map[string]string{"lix 2.93": lix, "lix 2.95": lix, "lix main": lix}
	for nix, code := range refused {
		out[nix] = code
	}
	return out
}

// TestInlinePatchReleases: the first Nix of a release stands for all of it.
func TestInlinePatchReleases(t *testing.T) {
	for nix, want := range map[string]bool{"nix 2.30.5": false, "nix 2.31.0": true, "lix 2.92.3": false, "lix 2.93.0": true} {
		_, diags := inline(t, compile(t, nix, "port = 2222"), "machines")
		if got := len(codes(diags)) == 0; got != want {
			t.Errorf("%s takes the port: %v", nix, got)
		}
	}
}

func rsaKey(t *testing.T) string {
	t.Helper()
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	public, err := ssh.NewPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(public)))
}

// TestInlineEveryFormat compares the files that carry a connection.
func TestInlineEveryFormat(t *testing.T) {
	const line = " x86_64-linux,i686-linux /etc/nix/key 1 1 - - "
	pins := fmt.Sprintf("public_host_keys = [%q, %q]\nssh_key = \"/etc/nix/key\"\nssh_user = \"nix\"", rsaKey(t), ed25519Key)
	for _, c := range []struct{ nix, format, builder, want string }{
		{"", "machines", pins, "ssh-ng://nix@ada" + line + encoded(ed25519Key) + "\n"},
		{"nix 2.34", "machines", pins + "\nport = 2222", "ssh-ng://nix@ada:2222" + line + encoded(ed25519Key) + "\n"},
		{"nix 2.34", "builders", pins + "\nport = 2222", "ssh-ng://nix@ada:2222" + line + encoded(ed25519Key) + "\n"},
		{"lix 2.93", "machines", pins + "\nport = 2222", "ssh-ng://nix@ada?port=2222" + line + encoded(ed25519Key) + "\n"},
		{"nix 2.34", "hydra", pins + "\nprotocol = \"ssh\"", "ssh://nix@ada" + line + encoded(ed25519Key) + "\n"},
		{"lix 2.95", "machines-toml", pins + "\nport = 2222", `# Generated by buildmachines. Do not edit.
version = 1

[machines]

[machines.ada]
uri = "ssh-ng://nix@ada?port=2222"
ssh-key = "/etc/nix/key"
ssh-public-host-key = "` + ed25519Key + `"
system-types = ["x86_64-linux", "i686-linux"]
jobs = 1
speed-factor = 1.0
`},
		{"", "machines", `emulated_systems = ["riscv64-linux"]`,
			"ssh-ng://ada x86_64-linux,i686-linux - 1 1 - - -\nssh-ng://ada riscv64-linux - 1 1 - - -\n"},
		{"nix 2.34", "nix-conf", pins + "\nport = 2222\ncache {\n  public_key = \"ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\"\n  priority = 50\n}", `# Generated by buildmachines. Do not edit.
builders = @/etc/buildmachines/machines
builders-use-substitutes = true
extra-substituters = ssh-ng://nix@ada:2222?ssh-key=%2Fetc%2Fnix%2Fkey&base64-ssh-public-host-key=` + strings.ReplaceAll(encoded(ed25519Key), "=", "%3D") + `&priority=50
extra-trusted-public-keys = ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
`},
	} {
		got, diags := inline(t, compile(t, c.nix, c.builder), c.format)
		if all := codes(diags); len(all) > 0 {
			t.Errorf("%s for %q is refused: %v", c.format, c.nix, diags)
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s for %q: %s", c.format, c.nix, d)
		}
	}
}

// TestInlineRefusals names for each refusal the line that has to change.
func TestInlineRefusals(t *testing.T) {
	for _, c := range []struct{ nix, format, builder, want string }{
		{"nix 2.34", "hydra", "protocol = \"ssh\"\nport = 2222 # here", "inline-port"},
		{"nix 2.34", "hydra", "protocol = \"ssh\"\nhost_name = \"2001:db8::7\" # here", "inline-connection"},
		{"", "machines", `ssh_key = "/etc/nix/a key" # here`, "machines-field"},
		{"", "machines", `ssh_key = "/etc/nix/a;key" # here`, "machines-field"},
		{"", "machines", `ssh_key = "/etc/nix/a#key"// here`, "machines-field"},
		{"lix 2.95", "machines-toml", `ssh_key = "/etc/nix/%d" # here`, "inline-connection"},
		{"lix 2.95", "builders", `ssh_key = "/etc/nix/TOML.key" # here`, "looks-like-toml"},
		{"lix 2.95", "builders", `host_name = "toml.example.org" # here`, "looks-like-toml"},
		{"", "machines", "host_name = \"" + strings.Repeat("a123456789.", 22) + "org\" # here", "uri-too-long"},
		{"", "machines", "host_name = \"other\"\nhost_key_alias = \"alias\" # here\npublic_host_keys = [\"" + ed25519Key + `"]`, "inline-pin"},
		{"", "machines", "host_certificate_authorities = [\"" + ed25519Key + `"] # here`, "inline-pin"},
		{"", "machines", "public_host_keys = [\n\"" + ed25519Key + "\",\n\"" + otherKey + "\" # here\n]", "inline-pin"},
		{"nix 2.34", "machines", "port = 2222\npublic_host_keys = [\"" + rsaKey(t) + `"] # here`, "inline-pin"},
		{"", "machines", "endpoint \"lan\" { # here\n  host_name = \"ada.lan\"\n}", "inline-connection"},
		{"", "machines", "ssh {\n  proxy_command = \"nc %h %p\" # here\n}", "inline-connection"},
		{"", "machines", "ssh {\n  proxy_jump = [\"bob\"] # here\n}\n}\nbuilder \"bob\" {", "inline-connection"},
		{"", "machines", "ssh {\n  connect_timeout = 11 # here\n}", "inline-connection"},
		{"", "machines", "ssh {\n  server_alive_interval = 60 # here\n}", "inline-connection"},
		{"", "machines", "ssh {\n  identity_agent = \"SSH_AUTH_SOCK\" # here\n}", "inline-connection"},
		{"", "machines", "ssh {\n  options = {\n    Compression = \"yes\" # here\n  }\n}", "inline-connection"},
		{"", "machines", "}\nbuilder \"bob\" {\n  host_name = \"ada\" # here", "inline-connection"},
		{"lix 2.95", "machines-toml", "enable = false\nport = 2222\npublic_host_keys = [\"" + rsaKey(t) + `"] # here`, "inline-pin"},
	} {
		_, diags := inline(t, compile(t, c.nix, c.builder), c.format)
		diags = slices.DeleteFunc(diags, func(d *hcl.Diagnostic) bool { return diag.SeverityOf(d) == diag.Hint })
		before, _, _ := strings.Cut(c.builder, "here")
		line := strings.Count(before, "\n") + 6 // where ada begins
		if len(diags) != 1 || string(diag.CodeOf(diags[0])) != c.want || diags[0].Subject.Start.Line != line {
			t.Errorf("%s of %s: got %v, want %s in line %d", c.format, c.builder, diags, c.want, line)
		}
	}
}

// TestInlineSaysThatPinsAreNotExclusive: once for a client, and only where
// there is a pin.
func TestInlineSaysThatPinsAreNotExclusive(t *testing.T) {
	pin := "public_host_keys = [\"" + ed25519Key + "\"]"
	for builder, want := range map[string]int{
		"":                                     0,
		pin + "\n}\nbuilder \"bob\" {\n" + pin: 1,
	} {
		_, diags := inline(t, compile(t, "", builder), "machines")
		n := 0
		for _, d := range diags {
			if diag.CodeOf(d) == diag.InlinePinNotExclusive && diag.SeverityOf(d) == diag.Hint {
				n++
			}
		}
		if n != want {
			t.Errorf("%d hints for %s", n, builder)
		}
	}
}

// TestInlineFiles: no ssh_config and no known_hosts, and the plan as ever.
func TestInlineFiles(t *testing.T) {
	for platform, want := range map[string][]string{
		"linux": {"clients/laptop/machines", "clients/laptop/nix.conf", "plan.json"},
		"nixos": {"clients/laptop/machines", "clients/laptop/nix.conf", "clients/laptop/nixos.nix", "plan.json"},
	} {
		files, _ := emit.FilesOf(compileFor(t, `platform = "`+platform+`"`, ""), emit.ClientTargets.Inline(), nil)
		var paths []string
		for _, f := range files {
			paths = append(paths, f.Path)
		}
		if d := cmp.Diff(want, paths); d != "" {
			t.Error(d)
		}
	}
}
