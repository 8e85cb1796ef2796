package hostiletest

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// secret is a part of every text that the file has in these tests, in any
// spelling. No message may show it, whole or in parts.
const secret = "s3cr3tw0rd"

// secretTexts bring values to many checks, since they look like what is meant.
var secretTexts = []string{
	"@", "@ @", "TOKEN=@", "@x", "@.example", "@:22", "user@host.@", "@@host", "[@]:22", "/@", "/nix/store/@", "/x/@#", "/x/@%y", "@;x", "@,x", "x86_64-@", "kvm-@", "x_@",
	"ssh://@", "ssh-ng://u@@", "unix:///@", "https://@/?x=#", "ssh-rsa @", "ssh-ed25519 AAAA@", "| @ AAAA", "@ ssh-ed25519 AAAA", "SHA256:@", "nix @", "nix 2.@", "lix @", "25.@", "192.0.2.0/@", "@/24", "yes@", "@tag",
	"@*", "!@", "-@", "--@ x", "${@}", "@\ny", "@\x07", "@\u202e", "\"@", "'@'", "@\\", "@ no", "1@", "@1", strings.Repeat("@", 40), "x " + strings.Repeat("@", 9), strings.ToUpper(secret), "a-@-b",
}

// withSecrets returns them with the secret, and as a file has them.
func withSecrets() (out []string) {
	for _, s := range secretTexts {
		text := strings.ReplaceAll(s, "@", secret)
		if s == "@@host" || s == "user@host.@" || s == "@tag" || s == "ssh-ng://u@@" {
			text = strings.Replace(s, "@", secret+"@", 1) // the sign is one of the value
		}
		out = append(out, text)
	}
	return out
}

// shows reports whether anything that is said has six letters of the secret.
func shows(said string) bool {
	said = strings.ToLower(said)
	for i := 0; i+6 <= len(secret); i++ {
		if strings.Contains(said, secret[i:i+6]) {
			return true
		}
	}
	return false
}

// compileIn compiles an inventory in HCL with a file "s" beside it.
func compileIn(t testing.TB, text, file string) *result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"i.hcl": text, "s": file} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, diags, err := schema.Load(filepath.Join(dir, "i.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	return wholeWay(t, src, diags, nil)
}

// Whatever came out of a file can be used, and no message shows it: neither at
// the place where it is used, nor elsewhere.
func TestMessagesShowNothingOfFiles(t *testing.T) {
	t.Parallel()
	public := counterpart.NewPublicKey(t, "ed25519")
	said := 0
	for _, at := range slots(t) {
		if at.attr == "" {
			continue // a label is no expression: see below
		}
		for _, text := range withSecrets() {
			w := newWriter(t, base, schema.HCL, public)
			w.instead = `file("s")`
			if at.typ == schema.Table && at.key == "" {
				w.instead = `(file("s"))`
			}
			r := compileIn(t, w.write(at, ""), text)
			if len(r.diags) > 0 {
				said++
			}
			if all := r.said(t); shows(all) {
				t.Errorf("%v = %q:\n%s", at, text, all)
				break
			}
		}
	}
	if said < 1000 {
		t.Errorf("only %d inventories are refused", said)
	}
}

// secretly are expressions that fail, or make something that is refused, of
// what is in a file. @ stands for the call of file().
var secretly = []string{
	`tonumber(@)`, `tobool(@)`, `parseint(@, 10)`, `@ + 1`, `-@`, `!@`, `@ ? 1 : 2`, `@ < 2`, `[1][@]`, `{ a = 1 }[@]`, `{ a = 1 }["${@}"]`, `[1, 2][tonumber(@)]`,
	`jsondecode(@)`, `jsondecode("{\"${@}\"")`, `jsondecode("{\"${@}\": 1, \"${@}\": \"x\"}")`, `csvdecode(@)`, `csvdecode("a,a\n${@}")`, `csvdecode("${@},${@}\n1,2\n3\n")`,
	`regex(@, "x")`, `regex("(${@}", "x")`, `regex("^[0-9]$", @)`, `regexall("${@}(", "x")`, `regex_replace("x", "(${@}", "y")`, `format(@, 1)`, `format("%d", @)`, `format("%${@}", 1)`, `formatlist("%d", [@])`,
	`substr(@, "x", 1)`, `index([1], @)`, `lookup({ a = 1 }, @)`, `element([], @)`, `slice([1], 0, @)`, `range(@)`, `chunklist([1], @)`, `zipmap([@, @], [1])`, `merge(@)`, `concat(@)`, `keys(@)`, `flatten(@)`, `join(@, @)`, `setproduct(@)`,
	`{for v in [1, 2] : @ => v}`, `{for k in [@, @] : k => 1}`, `[for v in @ : v]`, `[for v in [1] : v if @]`, `{ (@) = 1, (@) = 2 }.x`, `@.x`, `@[0]`, `@[*].x`, `[@][*].x`,
	`try(tonumber(@))`, `try(tonumber(@), parseint(@, 10))`, `can(@) ? tonumber(@) : 1`, `file(@)`, `try(file(@), tonumber(@))`, `local.f`, `tonumber(local.f)`, `local.o.k`, `tonumber(local.o.k)`, `local.o[local.f]`, `local.l[0]`,
	`{ a = 1 }[trimspace(local.f)]`, `upper(@)`, `strrev(strrev(@))`, `join("", [for c in split("", @) : c])`, `"x${@}y"`, `"%{ if true }${@}%{ endif }"`, `"%{ for c in [@] }${c}%{ endfor }"`, `jsondecode(jsonencode({ a = @ })).a`, `[for v in [@] : v][0]`,
	`true ? @ : "x"`, `coalesce(null, @)`, `sort([@])[0]`, `tolist(toset([@]))[0]`, `values({ a = @ })[0]`, `keys({ (@) = 1 })[0]`, `trimprefix("${@}", "q")`, `replace("q", "q", @)`, `substr(@, 0, 9)`, `flatten([[@]])[0]`, `merge({ a = @ }, {}).a`, `setunion([@], [])`,
	`length(@)`, `parseint("77${length(split("", @))}777", 10)`,
}

// Expressions quote what they stumble over, and pass it on.
func TestFailedExpressionsShowNothingOfFiles(t *testing.T) {
	t.Parallel()
	const locals = "locals {\n  f = file(\"s\")\n  o = { k = file(\"s\") }\n  l = split(\",\", file(\"s\"))\n}\n"
	attributes := []string{"max_jobs = @", "systems = [@]", "systems = @", "host_name = @", "tags = [@, @]", "ssh_user = @", "enable = @", "uri_params = { root = @ }", "uri_params = { (@) = \"x\" }", "uri_params = @"}
	for _, text := range []string{secret, secret + "," + secret, "12" + secret, "\"" + secret, "{\"" + secret + "\": 1}", "(" + secret, "%" + secret, secret + "\n"} {
		for i, e := range secretly {
			e = strings.ReplaceAll(e, "@", `file("s")`)
			for j, a := range attributes {
				if (i+j)%3 != 0 && j > 2 {
					continue // each with some of them
				}
				inventory := locals + "builder \"a\" {\n  " + strings.ReplaceAll(a, "@", e) + "\n}\n"
				if all := compileIn(t, inventory, text).said(t); shows(all) {
					t.Fatalf("%s\nin %q:\n%s", inventory, text, all)
				}
			}
		}
	}
}

// Names go from block to block, and into messages about others.
func TestNamesOutOfFilesAreNotShownElsewhere(t *testing.T) {
	t.Parallel()
	const systems = "  systems = [\"aarch64-linux\"]\n"
	each := "builder \"b\" {\n  for_each = toset([trimspace(file(\"s\"))])\n  name = each.key\n" + systems
	for name, text := range map[string]string{
		"a name that is none":          strings.Replace(each, "each.key", "\"-${each.key}\"", 1) + "}\n",
		"a name by the label":          "builder \"b\" {\n  for_each = toset([\"${file(\"s\")}-\"])\n" + systems + "}\n",
		"a name twice":                 each + "}\n" + strings.Replace(each, "\"b\"", "\"c\"", 1) + "}\n",
		"a near miss":                  each + "}\nclient \"c\" {\n  use = [\"s3cr3t-w0rd\"]\n}\n",
		"a near miss of a tag":         each + "  tags = [each.key]\n}\nclient \"c\" {\n  use = [\"@s3cr3t-w0rd\"]\n}\n",
		"a near miss of an instance":   "builder \"b\" {\n  for_each = { (file(\"s\")) = 1 }\n" + systems + "}\nbuilder \"c\" {\n  max_jobs = builder.b[\"s3cr3t-w0rd\"].port\n" + systems + "}\n",
		"a value of another":           "builder \"b\" {\n  host_name = file(\"s\")\n" + systems + "}\nbuilder \"c\" {\n  max_jobs = builder.b.host_name\n  protocol = builder.b.host_name\n" + systems + "}\n",
		"a default of all":             "defaults {\n  machine = file(\"s\")\n  supported_features = [file(\"s\")]\n}\nbuilder \"b\" {\n" + systems + "}\nbuilder \"c\" {\n  max_jobs = 70000\n" + systems + "}\n",
		"a disabled builder":           each + "  enable = false\n}\n",
		"a pin that is missing":        each + "}\n",
		"a client":                     each + "}\nclient \"c\" {\n  for_each = toset([file(\"s\")])\n  name = each.value\n  use = [\"nobody\"]\n}\n",
		"a client by all builders":     each + "}\nclient \"c\" {\n  for_each = builder.b\n  name = each.value.name\n  use = [each.value.name, \"nobody\"]\n  override \"nobody\" {\n  }\n}\n",
		"a jump":                       each + "  ssh {\n    proxy_jump = [each.key]\n  }\n}\n",
		"a jump that is none":          each + "  ssh {\n    proxy_jump = [\"x${each.key}\"]\n  }\n}\n",
		"a requirement":                each + "}\nrequire \"r\" {\n  system = \"aarch64-linux\"\n  features = [file(\"s\")]\n}\n",
		"a client of a requirement":    each + "}\nrequire \"r\" {\n  system = \"aarch64-linux\"\n  clients = [file(\"s\")]\n}\n",
		"a profile":                    "builder \"b\" {\n  profiles = [file(\"s\")]\n" + systems + "}\n",
		"the same machine twice":       "builder \"b\" {\n  host_name = file(\"s\")\n" + systems + "}\nbuilder \"c\" {\n  host_name = \"" + secret[:3] + "${substr(file(\"s\"), 3, -1)}\"\n" + systems + "}\n",
		"known names":                  "known_systems = [file(\"s\"), file(\"s\")]\nknown_features = [file(\"s\")]\n",
		"a key of a client":            "client \"c\" {\n  ssh_public_keys = [file(\"s\")]\n  signing_public_key = file(\"s\")\n  settings = { (file(\"s\")) = file(\"s\") }\n}\n",
		"for_each of what it is not":   "builder \"b\" {\n  for_each = file(\"s\")\n" + systems + "}\n",
		"a name of an unused override": each + "}\nclient \"c\" {\n  use = [\"nobody\"]\n}\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := compileIn(t, text, secret)
			if len(r.diags) == 0 {
				t.Error("nothing is said")
			}
			said := r.said(t)
			for _, own := range []string{"s3cr3t-w0rd"} { // what the inventory itself says is no secret
				said = strings.ReplaceAll(said, own, "")
			}
			if shows(said) {
				t.Error(said)
			}
		})
	}
}

// Files of keys are not read by file(), and are named as easily.
func TestMessagesShowNothingOfKeyFiles(t *testing.T) {
	t.Parallel()
	for _, text := range append(withSecrets(), "ssh-ed25519 "+"AAAACnMzY3IzdHcwcmQ=") {
		for _, inventory := range []string{
			"builder \"b\" {\n  systems = [\"aarch64-linux\"]\n  public_host_key_files = [\"s\"]\n}\n",
			"jump \"b\" {\n  public_host_key_files = [\"s\"]\n}\n",
			"client \"b\" {\n  ssh_public_key_files = [\"s\"]\n}\n",
		} {
			if said := compileIn(t, inventory, text+"\n").said(t); shows(said) {
				t.Errorf("%q:\n%s", text, said)
			}
		}
	}
}
