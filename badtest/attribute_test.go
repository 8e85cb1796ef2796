package badtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// around are the lines before and after the attributes of a block, where it
// stands in another or has a name.
var around = map[string]struct{ open, end, header string }{
	"":                {"", "", ""},
	"builder":         {"builder \"ada\" {\n", "}\n", "[builder.ada]\n"},
	"defaults":        {"defaults {\n", "}\n", "[defaults]\n"},
	"profile":         {"profile \"linux\" {\n", "}\n", "[profile.linux]\n"},
	"endpoint":        {"builder \"ada\" {\nendpoint \"lan\" {\n", "}\n}\n", "[builder.ada.endpoint.lan]\n"},
	"ssh":             {"builder \"ada\" {\nssh {\n", "}\n}\n", "[builder.ada.ssh]\n"},
	"remote":          {"builder \"ada\" {\nremote {\n", "}\n}\n", "[builder.ada.remote]\n"},
	"cache":           {"builder \"ada\" {\ncache {\n", "}\n}\n", "[builder.ada.cache]\n"},
	"jump":            {"jump \"bastion\" {\n", "}\n", "[jump.bastion]\n"},
	"client":          {"client \"laptop\" {\n", "}\n", "[client.laptop]\n"},
	"client_defaults": {"client_defaults {\n", "}\n", "[client_defaults]\n"},
	"override":        {"client \"laptop\" {\noverride \"*\" {\n", "}\n}\n", "[client.laptop.override.\"*\"]\n"},
	"require":         {"require \"kernels\" {\n", "}\n", "[require.kernels]\n"},
}

// wrong are values of another type, for each type.
var wrong = map[schema.Type]string{
	schema.Bool: `"yes"`, schema.Int: `"many"`, schema.Number: `"fast"`, schema.Text: `["a"]`, schema.Words: `"a"`, schema.Table: `"a"`,
}

// The schema is a table, and so is this: what holds for one attribute holds
// for all.
func TestEveryAttribute(t *testing.T) {
	for _, b := range schema.Reference() {
		for _, r := range b.Attrs {
			if r.HCLOnly {
				continue
			}
			wantOne(t, b.Name, r.Name, wrong[r.Type], diag.WrongType, wrong[r.Type], r.Name+" is a "+r.Type.String())
			for _, foreign := range r.Foreign {
				wantOne(t, b.Name, foreign, wrong[r.Type], diag.ForeignSpelling, foreign, " "+r.Name+" ")
			}
			if b.Name == "builder" || b.Name == "client" {
				wantMisplaced(t, r)
			}
		}
	}
}

// wantMisplaced puts r into every block that has its table and not it.
func wantMisplaced(t *testing.T, r schema.Row) {
	t.Helper()
	sharing := schema.Everywhere
	if r.In&schema.OnClients != 0 {
		sharing = schema.OnClients
	}
	allowed := r.In.Blocks()
	for _, block := range sharing.Blocks() {
		if !slices.Contains(allowed, block) {
			wantOne(t, block, r.Name, wrong[r.Type], diag.MisplacedItem, r.Name, "not in "+block)
		}
	}
}

// wantOne puts an attribute into a block, and wants one diagnostic of the code
// that covers a text and says something, in both syntaxes.
func wantOne(t *testing.T, block, name, value string, code diag.Code, at, says string) {
	t.Helper()
	a, ok := around[block]
	if !ok {
		t.Fatalf("no case knows the block %s", block)
	}
	line := fmt.Sprintf("%s = %s\n", name, value)
	for syntax, text := range map[schema.Syntax]string{schema.HCL: a.open + line + a.end, schema.TOML: a.header + line} {
		var got hcl.Diagnostics
		for _, d := range wholeWay(t, []byte(text), syntax) {
			if diag.CodeOf(d) == code {
				got = append(got, d)
			}
		}
		files := map[string][]byte{"i": []byte(text)}
		if len(got) != 1 || covered(got[0], files) != at || !strings.Contains(got[0].Detail, says) {
			t.Errorf("%s\nwant %s at `%s` that says `%s`, got %v", text, code, at, says, got)
		}
	}
}

// A block that another program names otherwise is called by our name.
func TestEveryForeignBlock(t *testing.T) {
	for _, b := range schema.Reference() {
		within := ""
		if len(b.Within) > 0 {
			within = b.Within[0]
		}
		for _, foreign := range b.Foreign {
			a := around[within]
			text := a.open + foreign + " \"x\" {\n}\n" + a.end
			var codes []diag.Code
			for _, d := range wholeWay(t, []byte(text), schema.HCL) {
				codes = append(codes, diag.CodeOf(d))
			}
			if !slices.Contains(codes, diag.ForeignSpelling) {
				t.Errorf("%s gets %v", foreign, codes)
			}
		}
	}
}
