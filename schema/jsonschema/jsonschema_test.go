package jsonschema_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/zclconf/go-cty/cty"
	ctyjson "github.com/zclconf/go-cty/cty/json"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/internal/golden"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/schema/jsonschema"
)

// TestCommittedSchemaIsCurrent keeps the copy that editors can be pointed at.
func TestCommittedSchemaIsCurrent(t *testing.T) {
	const file = "../../docs/inventory.schema.json"
	var want bytes.Buffer
	if err := jsonschema.Write(&want); err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, file, want.String())
}

// compiled returns the schema as a validator has it.
func compiled(t testing.TB) *validator.Schema {
	t.Helper()
	var text bytes.Buffer
	if err := jsonschema.Write(&text); err != nil {
		t.Fatal(err)
	}
	doc, err := validator.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	c := validator.NewCompiler()
	if err := c.AddResource("inventory.schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("inventory.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validate holds a TOML text to the schema. A text that is not TOML is not ok.
func validate(s *validator.Schema, text string) (ok bool, err error) {
	var doc map[string]any
	if _, err := toml.Decode(text, &doc); err != nil {
		return false, nil
	}
	return validateValue(s, doc)
}

func validateValue(s *validator.Schema, doc any) (ok bool, err error) {
	text, err := json.Marshal(doc)
	if err != nil {
		return false, nil // inf and nan
	}
	v, err := validator.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return false, nil
	}
	return true, s.Validate(v)
}

// TestWhatCompilesIsAccepted takes every inventory of the tree that compiles,
// those in HCL as the values that TOML would have.
func TestWhatCompilesIsAccepted(t *testing.T) {
	s := compiled(t)
	count := map[string]int{}
	for _, file := range inventories(t, "../../testdata/golden", "../../examples", "../../cmd/buildmachines") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var ok bool
		if filepath.Ext(file) == ".toml" {
			ok, err = validate(s, string(text))
		} else if doc := literals(t, text, file); doc != nil {
			ok, err = validateValue(s, doc)
		}
		if err != nil {
			t.Errorf("%s: %v", file, err)
		}
		if ok {
			count[filepath.Ext(file)]++
		}
	}
	if count[".toml"] < 25 || count[".hcl"] < 25 {
		t.Errorf("only %v were looked at", count)
	}
}

// inventories are the files in the folders that are parts of inventories.
func inventories(t *testing.T, dirs ...string) []string {
	t.Helper()
	var out []string
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case e.IsDir() && e.Name() == "want":
				return fs.SkipDir
			case schema.SyntaxOf(path) != "":
				out = append(out, path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// literals returns the values of an inventory in HCL that TOML could say, or
// nil for one with expressions.
func literals(t *testing.T, text []byte, file string) map[string]any {
	t.Helper()
	f, diags := hclsyntax.ParseConfig(text, file, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	doc := map[string]any{}
	if !addLiterals(t, doc, f.Body.(*hclsyntax.Body)) {
		return nil
	}
	return doc
}

func addLiterals(t *testing.T, doc map[string]any, body *hclsyntax.Body) bool {
	t.Helper()
	for name, a := range body.Attributes {
		if len(a.Expr.Variables()) > 0 || name == "for_each" {
			return false
		}
		v, diags := a.Expr.Value(nil)
		if diags.HasErrors() {
			return false // a function
		}
		text, err := ctyjson.Marshal(v, cty.DynamicPseudoType)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte("null")) {
			return false // TOML has none
		}
		var wrapped struct{ Value json.RawMessage }
		if err := json.Unmarshal(text, &wrapped); err != nil {
			t.Fatal(err)
		}
		doc[name] = wrapped.Value
	}
	for _, b := range body.Blocks {
		at := doc
		for _, key := range append([]string{b.Type}, b.Labels...) {
			if at[key] == nil {
				at[key] = map[string]any{}
			}
			at = at[key].(map[string]any)
		}
		if b.Type == "variable" || b.Type == "locals" || !addLiterals(t, at, b.Body) {
			return false
		}
	}
	return true
}

// FuzzCompilesImpliesAccepted is the promise of the package.
func FuzzCompilesImpliesAccepted(f *testing.F) {
	files, err := filepath.Glob("../../examples/*.toml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range append(files, "../../cmd/buildmachines/starter.toml") {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add("known_systems = [\"my-os\"]\n[builder.a]\nsystems = [\"my-os\"]\nspeed_factor = 1e0\nmax_jobs = 4.0\n[builder.a.uri_params]\nx = 1.5\n")
	f.Add("[builder.a]\nsystems = [\"x86_64-linux\"]\n[client.b.settings]\nsandbox = true\nextra-platforms = [\"a\"]\ncores = 4\n")
	s := compiled(f)
	f.Fuzz(func(t *testing.T, text string) {
		src, diags, err := schema.Read(strings.NewReader(text), "i", schema.TOML)
		if err != nil || diags.HasErrors() {
			return
		}
		if _, diags := compiler.Compile(src, compiler.Options{}); diags.HasErrors() {
			return
		}
		if _, err := validate(s, text); err != nil {
			t.Errorf("%v in an inventory that compiles:\n%s", err, text)
		}
	})
}
