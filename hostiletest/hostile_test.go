package hostiletest

import (
	"cmp"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"
	"golang.org/x/text/unicode/norm"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// texts are hostile to one language or another, or only look so: what is
// harmless is carried, and proves that the readers' side of the test works.
var texts = []string{
	"", " ", "x", "x y", " x", "x ", "x\ty", "x\ny", "x\n", "\nHost *\n  ProxyCommand id", "x\r", "x\x00y", "x\x7f", "x\xff", "\xc3", "ä", "\u00a0", "\u2028", "\u202ex", "\ufeffx",
	"x#y", "#", "x;y", ";", "x,y", `x"y`, `"`, "x'y", "''", `x\y`, `\`, `x\`, "x=y", "=", "${HOME}", "${x", "$x", "%{x", "%h", "%", "%%", "%25", "-", "-x", "--", "~", "~/x",
	"/x", "/x y", "/x#y", "/x;y", "/x%y", "/x%%h", "/x,y", "/x'y", "/x$y", "/x*?[y]", "/ä", "/x\u00a0y", "/x=y", "/-x", "/x/../y", "/nix/store/x", "/" + strings.Repeat("x", 300),
	"*", "!x", "@x", "x@y", "a:1", "[a]:1", "::1", "fe80::1%eth0", "192.0.2.7", "192.0.2.0/24", "ada", "bastion", "eve", "localhost", "root", "toml", "x.toml", "none", "yes", "true", "default", "1G 1h",
	"nc %h %p", "sh -c 'nc \"$1\"' %h", "nc %h %p # x", "x | y > z", "ssh-ng", "ssh", "nix 2.31", "lix 2.95", "nixos", "25.05", "x86_64-linux", "aarch64-linux", "kvm", "gccarch-x+y",
	"daemon", "unix:///x", "https://a.b/c%20d", "https://a.b/c;d", "https://a.b/c#d", "https://a.b/c'd", "https://a.b/c$d", "file:///x,y", "sudo nix-daemon", "nix-daemon --stdio",
	strings.Repeat("x", 64), strings.Repeat("x", 300), strings.Repeat("x", 20000),
}

// notInPlan are texts that only choose or declare something.
var notInPlan = []string{
	"known_systems", "known_features", "client use", "client exclude", "lix use", "lix exclude", "client_defaults use", "client_defaults exclude",
	"defaults", "profile", "client override", "require", "builder profiles",
}

// A result is what became of one inventory.
type result struct {
	plan  *plan.Plan
	files map[string]string
	diags hcl.Diagnostics

	sources report.Sources
}

// compile takes an inventory all the way. It returns nil where the bytes are
// no inventory at all.
func compile(t testing.TB, text string, syntax schema.Syntax) *result {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(text), "i", syntax)
	if err != nil {
		t.Fatal(err)
	}
	return wholeWay(t, src, diags, nil)
}

// wholeWay takes what was read all the way.
func wholeWay(t testing.TB, src *schema.Sources, diags hcl.Diagnostics, vars map[string]string) *result {
	t.Helper()
	r := &result{diags: diags}
	if !diags.HasErrors() {
		var more hcl.Diagnostics
		r.plan, more = compiler.Compile(src, compiler.Options{Vars: vars})
		r.diags = append(r.diags, more...)
	}
	if r.plan != nil {
		r.emit(t, src)
	}
	r.sources = src.Texts()
	return r
}

func (r *result) emit(t testing.TB, src *schema.Sources) {
	t.Helper()
	files, diags := emit.Files(r.plan)
	r.diags = append(r.diags, src.Hide(diags)...)
	if diags.HasErrors() {
		return
	}
	r.files = map[string]string{}
	for _, f := range files {
		var b strings.Builder
		if err := f.Write(&b); err != nil {
			t.Errorf("%s: %v", f.Path, err)
		}
		r.files[f.Path] = b.String()
	}
}

// elsewhere are errors about two places, of which the other one is to blame: a
// name that is taken, a build that is required, a platform that is not for all.
var elsewhere = []diag.Code{diag.DuplicateName, diag.TOMLSyntax, diag.RequirementUnmet, diag.ConflictingValues, diag.MissingAttribute, diag.UntrustedProtocol, diag.ReleaseLacksOption}

// said returns all that is said about the inventory, in all forms.
func (r *result) said(t testing.TB) string {
	t.Helper()
	var b strings.Builder
	for _, f := range report.Formats {
		if err := report.Write(&b, r.diags, r.sources, report.Options{Format: f}); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// refusedAt reports whether an error stands in the line.
func (r *result) refusedAt(line int) bool {
	return slices.ContainsFunc(r.diags, func(d *hcl.Diagnostic) bool {
		if d.Severity != hcl.DiagError || d.Subject == nil {
			return false
		}
		return d.Subject.Start.Line <= line && line <= d.Subject.End.Line || slices.Contains(elsewhere, diag.CodeOf(d))
	})
}

// inPlan reports whether the JSON form of the plan has the text s as a value or
// a key.
func (r *result) inPlan(t testing.TB, s string) bool {
	t.Helper()
	var tree any
	if err := json.Unmarshal([]byte(r.files["plan.json"]), &tree); err != nil {
		t.Fatal(err)
	}
	return holds(tree, s)
}

func holds(tree any, s string) bool {
	switch x := tree.(type) {
	case string:
		return x == s
	case []any:
		return slices.ContainsFunc(x, func(e any) bool { return holds(e, s) })
	case map[string]any:
		for k, v := range x {
			if k == s || holds(v, s) {
				return true
			}
		}
	}
	return false
}

// put writes s into the slot of the base in both syntaxes, which must agree.
func put(t testing.TB, base []part, at slot, s, public string) *result {
	t.Helper()
	a, b := putAs(t, base, at, s, public, schema.HCL), putAs(t, base, at, s, public, schema.TOML)
	if (a.files == nil) != (b.files == nil) {
		t.Errorf("%v = %q: HCL says %v, TOML %v", at, s, a.diags, b.diags)
		return a
	}
	for path, text := range a.files {
		if text != b.files[path] {
			t.Errorf("%v = %q: %s differs between the syntaxes", at, s, path)
		}
	}
	return a
}

// putAs writes s into the slot and compiles. What is refused must be refused in
// its line; what is not must be in the plan, as cty normalizes all texts.
func putAs(t testing.TB, base []part, at slot, s, public string, syntax schema.Syntax) *result {
	t.Helper()
	w := newWriter(t, base, syntax, public)
	r := compile(t, w.write(at, s), syntax)
	switch {
	case r.files == nil && !r.refusedAt(w.line):
		t.Errorf("%v = %q in %s is not refused in line %d: %v", at, s, syntax, w.line, r.diags)
	case r.files != nil && at.value(s) != "" && !at.comment && !selects(at) && !r.inPlan(t, norm.NFC.String(at.value(s))):
		t.Errorf("%v = %q is accepted, and not in the plan", at, s)
	}
	return r
}

func selects(at slot) bool {
	return slices.ContainsFunc(notInPlan, func(p string) bool { return at.String() == p || strings.HasPrefix(at.String(), p+" ") })
}

func TestHostileTextsAreCarriedOrRefused(t *testing.T) {
	t.Parallel()
	public := counterpart.NewPublicKey(t, "ed25519")
	byPath := map[string][]slot{}
	for _, at := range slots(t) {
		if at.path == "builder remote" {
			continue // see TestHostileTextsForBuilders
		}
		byPath[at.path] = append(byPath[at.path], at)
	}
	for path, of := range byPath {
		t.Run(cmp.Or(path, "top"), func(t *testing.T) {
			t.Parallel()
			carried := everyText(t, of, public)
			if carried == 0 {
				t.Error("no text is carried: the base itself is refused")
			}
		})
	}
}

// everyText puts the texts into every slot, and returns how many are carried.
func everyText(t *testing.T, of []slot, public string) (carried int) {
	t.Helper()
	readers := newReaders(t, put(t, base, slot{}, "", public))
	for _, at := range of {
		for i, s := range texts {
			if slices.Contains(inherited, at.path) && i%5 != len(at.attr)%5 {
				continue // their checks are those of the block that inherits
			}
			if r := put(t, base, at, s, public); r.files != nil {
				carried++
				readers.check(t, at, s, r)
			}
		}
	}
	readers.checkMachines(t)
	readers.setups.finish(t)
	return carried
}

// A private key is refused wherever it stands, and nobody sees a part of it.
func TestPrivateKeysAreNotRepeated(t *testing.T) {
	t.Parallel()
	public := counterpart.NewPublicKey(t, "ed25519")
	for kind, key := range privateKeys(t) {
		for _, at := range append(slots(t), within(t, public)...) {
			r := put(t, base, at, key, public)
			if r.files != nil {
				t.Errorf("%v takes %s", at, kind)
			}
			said := r.said(t)
			for from := 20; from+16 <= len(key); from += 8 {
				if part := key[from : from+16]; !strings.Contains(part, "-") && strings.Contains(said, part) {
					t.Errorf("%v: a part of %s is shown", at, kind)
					break
				}
			}
		}
	}
}

// privateKeys returns fresh ones in the forms in which they get lost.
func privateKeys(t testing.TB) map[string]string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	text := string(pem.EncodeToMemory(block))
	oneLine := strings.ReplaceAll(text, "\n", " ")
	return map[string]string{
		"PEM": text, "PEM in one line": oneLine,
		"base64 of PEM":    base64.StdEncoding.EncodeToString([]byte(text)),
		"base64 in a path": "/" + base64.StdEncoding.EncodeToString([]byte(text)),
		"Nix":              "cache-1:" + base64.StdEncoding.EncodeToString(key),
	}
}
