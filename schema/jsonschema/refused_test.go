package jsonschema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	validator "github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// shape are the codes of faults that a JSON Schema can say all of.
var shape = []diag.Code{diag.WrongType, diag.UnknownAttribute, diag.UnknownBlock, diag.ForeignSpelling, diag.MisplacedItem, diag.InvalidChoice, diag.OutOfRange}

// headers are tables of TOML by the type of block.
var headers = map[string]string{
	"": "", "builder": "[builder.ada]", "defaults": "[defaults]", "profile": "[profile.p]", "endpoint": "[builder.ada.endpoint.lan]\nhost_name = \"ada.lan\"",
	"ssh": "[builder.ada.ssh]", "remote": "[builder.ada.remote]", "cache": "[builder.ada.cache]", "jump": "[jump.j]", "client": "[client.c]",
	"client_defaults": "[client_defaults]", "override": "[client.c.override.\"*\"]", "require": "[require.r]\nsystem = \"x86_64-linux\"",
}

// values are of every type, and right or wrong in many ways.
var values = []string{
	`true`, `-1`, `0`, `1`, `4.0`, `1.5`, `70000`, `""`, `"a"`, `"A b"`, `"ada.example.org"`, `"@fast"`, `"*"`, `"/etc/nix/key"`, `"etc"`, `"x86_64-linux"`,
	`"kvm"`, `"my,kvm"`, `"24.05"`, `"nix 2.31"`, `"lix main"`, `"nix 1"`, `"SSH_AUTH_SOCK"`, `"a\nb"`, `"` + strings.Repeat("a", 64) + `"`,
	`"10.0.0.0/8"`, `"unix:///run/nix"`, `"none"`, `"NONE"`, `"ssh"`, `"yes"`, `"nixos"`, `"multi-user"`, `"é"`,
	`[]`, `["a"]`, `["x86_64-linux"]`, `["a", "a"]`, `["A", "b+", "@fast", "*"]`, `["@Fast+"]`, `["/bin"]`, `["bin"]`, `[1]`, `[["a"]]`, `["root"]`, `["Root"]`, `[""]`,
	`{}`, `{ a = "b" }`, `{ a = 1 }`, `{ a = true }`, `{ a = ["b"] }`, `{ a = { b = "c" } }`, `{ Compression = "yes" }`, `{ "x-y" = "" }`,
}

// judge returns the codes of the errors in text, and what the schema says of it.
func judge(t *testing.T, s *validator.Schema, text string) (codes []diag.Code, refusal error) {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(text), "i", schema.TOML)
	if err != nil {
		t.Fatal(err)
	}
	if !diags.HasErrors() {
		_, diags = compiler.Compile(src, compiler.Options{})
	}
	for _, d := range diags {
		if d.Severity == hcl.DiagError {
			codes = append(codes, diag.CodeOf(d))
		}
	}
	ok, refusal := validate(s, text)
	if !ok {
		t.Fatalf("not TOML:\n%s", text)
	}
	return codes, refusal
}

func isShape(c diag.Code) bool { return slices.Contains(shape, c) }

// TestEveryAttribute tries every value in every attribute, and one in every
// place where it does not belong. A fault of shape is refused, and nothing is
// that has no error.
func TestEveryAttribute(t *testing.T) {
	s := compiled(t)
	for block, header := range headers {
		for _, doc := range schema.Reference() {
			for _, r := range doc.Attrs {
				tried := values
				if doc.Name != block && !slices.Contains(r.In.Blocks(), block) {
					tried = values[:1]
				}
				for _, value := range tried {
					if !strings.Contains(header, "\n"+r.Name+" =") {
						compare(t, s, fmt.Sprintf("%s\n%s = %s\n", header, r.Name, value))
					}
				}
			}
		}
	}
}

func compare(t *testing.T, s *validator.Schema, text string) {
	t.Helper()
	codes, refusal := judge(t, s, text)
	switch {
	case len(codes) == 0 && refusal != nil:
		t.Errorf("refused without an error: %v\n%s", refusal, text)
	case refusal == nil && slices.ContainsFunc(codes, isShape):
		t.Errorf("accepted with %v\n%s", codes, text)
	}
}

// TestEveryForeignSpelling puts the names of other programs into their places.
func TestEveryForeignSpelling(t *testing.T) {
	s := compiled(t)
	for _, doc := range schema.Reference() {
		for _, r := range doc.Attrs {
			for _, name := range r.Foreign {
				if _, refusal := judge(t, s, fmt.Sprintf("%s\n%s = 1\n", headers[doc.Name], strconv.Quote(name))); refusal == nil {
					t.Errorf("%s is accepted in %s", name, doc.Name)
				}
			}
		}
		for _, name := range doc.Foreign {
			within := ""
			if len(doc.Within) > 0 {
				within = doc.Within[0]
			}
			if _, refusal := judge(t, s, fmt.Sprintf("%s\n%s = {}\n", headers[within], strconv.Quote(name))); refusal == nil {
				t.Errorf("the block %s is accepted in %q", name, within)
			}
		}
	}
}

// TestBadInventories takes the bad inventories, as far as they are TOML. Those
// with a fault of shape are refused, all of them; of the others, what an editor
// cannot know is in other blocks, other files or the version that reads it.
func TestBadInventories(t *testing.T) {
	s := compiled(t)
	files, err := filepath.Glob("../../testdata/bad/*/inventory.toml")
	if err != nil {
		t.Fatal(err)
	}
	refused, faulty := 0, map[string]int{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		ok, refusal := validate(s, string(text))
		if !ok {
			continue // every editor says so
		}
		if refusal != nil {
			refused++
		}
		for _, code := range wanted(string(text)) {
			faulty[code]++
			if refusal == nil && isShape(diag.Code(code)) {
				t.Errorf("%s is accepted with %s", file, code)
			}
		}
	}
	for _, code := range shape {
		if faulty[string(code)] == 0 {
			t.Errorf("no bad inventory in TOML has %s", code)
		}
	}
	t.Logf("%d of %d are refused", refused, len(files))
	if refused < 40 {
		t.Errorf("only %d of %d are refused", refused, len(files))
	}
}

// wanted are the codes of errors that an inventory expects, each once.
func wanted(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		_, after, ok := strings.Cut(line, "error ")
		if !ok || !strings.Contains(line, "# want ") {
			continue
		}
		if code := strings.Fields(after)[0]; !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	return out
}
