package schema_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema"
)

// value evaluates an expression with the functions of an inventory in dir, or
// of one from standard input.
func value(t testing.TB, dir, expression string) (cty.Value, hcl.Diagnostics) {
	t.Helper()
	files := &schema.Sources{}
	if dir != "" {
		file := filepath.Join(dir, "inventory.hcl")
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		src, _, err := schema.Load(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { src.Close() })
		files = src
	}
	e, diags := hclsyntax.ParseExpression([]byte(expression), "x", hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return e.Value(&hcl.EvalContext{Functions: schema.Functions(files)})
}

// One call of each function, as an expression that is true.
var calls = map[string]string{
	"abs": `abs(-1) == 1`, "can": `can(1) && !can(upper([]))`, "ceil": `ceil(1.2) == 2`, "chomp": `chomp("a\n") == "a"`,
	"chunklist": `length(chunklist(["a", "b", "c"], 2)) == 2`, "coalesce": `coalesce(null, "a") == "a"`,
	"coalescelist": `length(coalescelist([], ["a"])) == 1`, "compact": `length(compact(["", "a"])) == 1`,
	"concat": `length(concat(["a"], ["b"])) == 2`, "contains": `contains(["a"], "a")`,
	"csvdecode": `csvdecode("a,b\n1,2\n")[0].b == "2"`, "distinct": `length(distinct(["a", "a"])) == 1`,
	"element": `element(["a", "b"], 3) == "b"`, "file": `file("hello.txt") == "hello\n"`, "flatten": `length(flatten([["a"], ["b"]])) == 2`,
	"floor": `floor(1.8) == 1`, "format": `format("%s-%02d", "a", 7) == "a-07"`, "formatlist": `formatlist("%s!", ["a"])[0] == "a!"`,
	"indent": `indent(2, "a\nb") == "a\n  b"`, "index": `index(["a", "b"], 1) == "b"`, "int": `int(1.5) == 1`,
	"join": `join("-", ["a", "b"]) == "a-b"`, "jsondecode": `jsondecode("{\"a\": 1}").a == 1`, "jsonencode": `jsonencode({ a = 1 }) == "{\"a\":1}"`,
	"keys": `keys({ a = 1 })[0] == "a"`, "length": `length(["a"]) == 1`, "log": `log(8, 2) == 3`, "lookup": `lookup({ a = 1 }, "b", 2) == 2`,
	"lower": `lower("A") == "a"`, "max": `max(1, 2) == 2`, "merge": `merge({ a = 1 }, { a = 2 }).a == 2`, "min": `min(1, 2) == 1`,
	"parseint": `parseint("ff", 16) == 255`, "pow": `pow(2, 3) == 8`, "range": `length(range(3)) == 3`, "regex": `regex("[0-9]+", "a12") == "12"`,
	"regexall": `length(regexall("[0-9]", "a12")) == 2`, "regex_replace": `regex_replace("a1", "[0-9]", "b") == "ab"`,
	"replace": `replace("a.b", ".", "-") == "a-b"`, "reverse": `reverse(["a", "b"])[0] == "b"`,
	"setintersection": `length(setintersection(["a"], ["a", "b"])) == 1`, "setproduct": `length(setproduct(["a", "b"], ["c", "d"])) == 4`,
	"setsubtract": `length(setsubtract(["a", "b"], ["a"])) == 1`, "setunion": `length(setunion(["a"], ["b"])) == 2`,
	"signum": `signum(-3) == -1`, "slice": `slice(["a", "b"], 1, 2)[0] == "b"`, "sort": `sort(["b", "a"])[0] == "a"`,
	"split": `split(",", "a,b")[1] == "b"`, "strlen": `strlen("é") == 1`, "strrev": `strrev("ab") == "ba"`, "substr": `substr("abc", 1, 1) == "b"`,
	"title": `title("ab") == "Ab"`, "tobool": `tobool("true")`, "tolist": `tolist(["a"])[0] == "a"`, "tomap": `tomap({ a = 1 }).a == 1`,
	"tonumber": `tonumber("1") == 1`, "toset": `length(toset(["a", "a"])) == 1`, "tostring": `tostring(1) == "1"`, "trim": `trim("-a-", "-") == "a"`,
	"trimprefix": `trimprefix("ab", "a") == "b"`, "trimspace": `trimspace(" a ") == "a"`, "trimsuffix": `trimsuffix("ab", "b") == "a"`,
	"try": `try(upper([]), 1) == 1`, "upper": `upper("a") == "A"`, "values": `values({ a = 1 })[0] == 1`, "zipmap": `zipmap(["a"], [1]).a == 1`,
}

func TestEveryFunctionCanBeCalled(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "hello.txt"), []byte("hello\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, call := range calls {
		if v, diags := value(t, dir, call); diags.HasErrors() || !isTrue(v) {
			t.Errorf("%s is not true: %v", call, diags)
		}
		if !strings.Contains(call, name+"(") {
			t.Errorf("%s does not call %s", call, name)
		}
	}
	for name := range schema.Functions(&schema.Sources{}) {
		if calls[name] == "" {
			t.Errorf("%s is not called", name)
		}
	}
}

func isTrue(v cty.Value) bool {
	v, _ = v.Unmark()
	return v.RawEquals(cty.True)
}

func TestCallsThatMakeTooMuchAreRefused(t *testing.T) {
	for _, call := range []string{
		`setproduct(range(1000), range(1000), range(1000))`,
		`format("%1000000000d", 1)`, `format("%.1000000000f", 1)`, `formatlist("%999999999s", ["a"])`,
		`indent(1000000000, "a\nb")`,
		`replace(format("%1000000s", ""), " ", format("%1000s", ""))`,
		`regex_replace(format("%1000000s", ""), " ", format("%1000s", ""))`,
		`join(format("%1000000s", ""), range(1000))`,
		`range(1000000)`,
	} {
		if _, diags := value(t, "", call); !diags.HasErrors() {
			t.Errorf("%s was evaluated", call)
		}
	}
}

// text is a text, with or without the mark of file().
func text(v cty.Value) string {
	v, _ = v.Unmark()
	return v.AsString()
}

func TestFileReadsBelowTheFolderOfTheInventory(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "in")
	for name, text := range map[string]string{
		"secret": "s", "in/key.pem": "-----BEGIN OPENSSH PRIVATE KEY-----\n", "in/a.txt": "a", "in/sub/b.txt": "b", "in/latin1": "\xe9", "in/c..d": "c",
	} {
		path := filepath.Join(outer, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for link, target := range map[string]string{"out": "../secret", "outdir": "..", "inner": "sub/b.txt", "abs": filepath.Join(outer, "secret")} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Skip(err)
		}
	}
	for path, want := range map[string]string{"a.txt": "a", "./sub/../a.txt": "a", "sub/b.txt": "b", "inner": "b", "c..d": "c"} {
		if v, diags := value(t, dir, `file("`+path+`")`); diags.HasErrors() || text(v) != want {
			t.Errorf("%s: %v", path, diags)
		}
	}
	for _, path := range []string{
		"../secret", "sub/../../secret", "/etc/passwd", filepath.Join(dir, "a.txt"), "out", "outdir/secret", "abs", "none.txt", "sub", "", ".", "latin1", "key.pem", `a.txt\u0000`,
	} {
		v, diags := value(t, dir, `file("`+path+`")`)
		if !diags.HasErrors() {
			t.Errorf("%q was read: %#v", path, v)
		} else if strings.Contains(diags.Error(), outer) && !strings.Contains(path, outer) {
			t.Errorf("%q: the message has a path of this machine: %v", path, diags)
		}
	}
	if _, diags := value(t, "", `file("a.txt")`); !strings.Contains(diags.Error(), "standard input") {
		t.Errorf("with standard input: %v", diags)
	}
}
