package badtest

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// A detail is whole sentences. It may begin with a name, which is what it is:
// of the inventory, or of a program.
var (
	capital  = regexp.MustCompile("^([A-Z\"`(]|--var |ssh |ssh_config |remote\\.)")
	name     = regexp.MustCompile("^[a-z0-9_.-]+")
	finished = regexp.MustCompile("[.?]$")
)

func (o *outcome) isSentence(s string) bool {
	if !finished.MatchString(s) {
		return false
	}
	first := name.FindString(s)
	return capital.MatchString(s) || first != "" && (words[first] || o.contains(first))
}

func (o *outcome) contains(word string) bool {
	for _, src := range o.files {
		if bytes.Contains(src, []byte(word)) {
			return true
		}
	}
	return false
}

// words are the names of the inventory language.
var words = func() map[string]bool {
	m := map[string]bool{}
	for _, b := range schema.Reference() {
		m[b.Name] = true
		for _, r := range b.Attrs {
			m[r.Name] = true
		}
	}
	return m
}()

func TestDetailsAreSentences(t *testing.T) {
	for _, o := range outcomes(t) {
		for _, d := range o.diags {
			if d.Summary != diag.Lookup(diag.CodeOf(d)).Summary {
				t.Errorf("%s: the summary %q is not that of the catalogue", o.name, d.Summary)
			}
			if !o.isSentence(d.Detail) {
				t.Errorf("%s: not whole sentences: %s", o.name, d.Detail)
			}
			if strings.Contains(d.Detail, "%!") || strings.Contains(d.Detail, "  ") {
				t.Errorf("%s: badly put together: %s", o.name, d.Detail)
			}
		}
	}
}

// Whatever is wrong with an inventory that holds a key, no form of what we
// print shows any of it. The details alone do not either: the renderer's own
// look at them is a second net.
func TestNoDiagnosticShowsAKey(t *testing.T) {
	for _, o := range outcomes(t) {
		shown := render(t, o.diags, o.files)
		for _, d := range o.diags {
			shown += d.Detail
		}
		checkHidden(t, o.name, shown, o.secrets)
	}
}

// A key that was pasted as code is a chain of syntax errors, another one for
// every key.
func TestNoSyntaxErrorShowsAKey(t *testing.T) {
	values, secrets := placeholders(t)
	for _, template := range []string{
		"builder \"ada\" {\n  ssh_key = @OPENSSH_KEY@\n}\n", "@OPENSSH_KEY@\n", "@NIX_SECRET@\n", "ssh_key = @NIX_SECRET@\n",
		"ssh_key = \"@OPENSSH_KEY@\"\n", "ssh_key = '@NIX_SECRET@\n", "[@NIX_SECRET@]\n", "@OPENSSH_KEY_BODY@ = 1\n@OPENSSH_KEY_BODY@ = 2\n",
	} {
		for _, syntax := range []schema.Syntax{schema.HCL, schema.TOML} {
			text := expand(t, []byte(template), values)
			src, diags, err := schema.Read(bytes.NewReader(text), "pasted", syntax)
			if err != nil || !diags.HasErrors() {
				t.Fatalf("%s is read as %s: %v", template, syntax, err)
			}
			checkHidden(t, template, render(t, diags, src.Texts()), secrets)
		}
	}
}

func checkHidden(t *testing.T, name, shown string, secrets []string) {
	t.Helper()
	for _, s := range secrets {
		for _, part := range pieces(s) {
			if strings.Contains(shown, part) {
				t.Errorf("%s: shows %d bytes of a key", name, len(part))
			}
		}
	}
}

// pieces returns s in parts of a length that no text has by chance.
func pieces(s string) []string {
	const size = 16
	var out []string
	for _, line := range strings.Fields(s) {
		for ; len(line) >= size; line = line[size:] {
			out = append(out, line[:size])
		}
	}
	return out
}

// render returns the diagnostics in every form that there is.
func render(t testing.TB, diags hcl.Diagnostics, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	for _, f := range report.Formats {
		for _, colour := range []bool{false, true} {
			if err := report.Write(&b, diags, files, report.Options{Format: f, Color: colour}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return b.String()
}
