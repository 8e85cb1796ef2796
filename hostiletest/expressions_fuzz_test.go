package hostiletest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/schema"
)

// A grower makes an expression out of bytes: each byte is a choice. Whatever the
// bytes, it is one that hcl can parse.
type grower struct {
	choices []byte
	names   []string // of the loops around
	deep    int
}

func (g *grower) choose(n int) int {
	if len(g.choices) == 0 {
		return 0
	}
	c := int(g.choices[0]) % n
	g.choices = g.choices[1:]
	return c
}

// leaves are what an expression ends with. Those of the file are marked.
var leaves = []string{
	`1`, `0`, `-1`, `2000`, `1.5`, `1e300`, `"1e600000000"`, `null`, `true`, `""`, `"a"`, `"a,b"`, `"%s"`, `"%[1]s%[1]s"`, `"%99999s"`, `"[[1]]"`, `"x*"`, `"(.*)(x|y)*"`, `"$0$0"`, `[]`, `{}`, `["a", "b"]`, `[1, "a", null]`, `{ a = 1, b = "x" }`,
	`range(50)`, `range(1000)`, `local.list`, `local.texts`, `local.wide`, `local.map`, `local.deep`, `file("s")`, `[file("s")]`, `{ (file("s")) = 1 }`, `local.secret`, `local.secrets`,
}

var functionNames = slices.Sorted(maps.Keys(schema.Functions(&schema.Sources{})))

func (g *grower) expression() string {
	if g.deep++; g.deep > 12 || len(g.choices) == 0 {
		return g.leaf()
	}
	defer func() { g.deep-- }()
	switch g.choose(16) {
	case 0, 1, 2, 3, 4, 5:
		return g.call()
	case 6:
		return "[" + g.expression() + ", " + g.expression() + "]"
	case 7:
		return "{ a = " + g.expression() + ", (" + g.expression() + ") = " + g.expression() + " }"
	case 8:
		return "\"${" + g.expression() + "}${" + g.expression() + "}\""
	case 9:
		return "(" + g.expression() + ")" + []string{" + ", " * ", " == ", " < ", " && ", " / ", " % "}[g.choose(7)] + "(" + g.expression() + ")"
	case 10:
		return "(" + g.expression() + " ? " + g.expression() + " : " + g.expression() + ")"
	case 11:
		return "(" + g.expression() + ")" + []string{"[0]", ".a", "[*]", "[*].a", "[" + g.expression() + "]"}[g.choose(5)]
	case 12, 13:
		return g.loop()
	case 14:
		return "\"%{ for v in " + g.expression() + " }${" + g.expression() + "}%{ endfor }\""
	}
	return g.leaf()
}

func (g *grower) leaf() string {
	if n := len(g.names); n > 0 && g.choose(3) > 0 {
		return g.names[g.choose(n)]
	}
	return leaves[g.choose(len(leaves))]
}

func (g *grower) call() string {
	name := functionNames[g.choose(len(functionNames))]
	args := make([]string, 1+g.choose(3))
	for i := range args {
		args[i] = g.expression()
	}
	expand := ""
	if g.choose(8) == 1 {
		expand = "..."
	}
	return name + "(" + strings.Join(args, ", ") + expand + ")"
}

func (g *grower) loop() string {
	over := g.expression()
	k, v := fmt.Sprintf("k%d", len(g.names)), fmt.Sprintf("v%d", len(g.names))
	g.names = append(g.names, k, v)
	defer func() { g.names = g.names[:len(g.names)-2] }()
	body := g.expression()
	switch g.choose(4) {
	case 0:
		return "{for " + k + ", " + v + " in " + over + " : " + v + " => " + body + "}"
	case 1:
		return "{for " + k + ", " + v + " in " + over + " : \"${" + k + "}\" => " + body + "...}"
	case 2:
		return "[for " + k + ", " + v + " in " + over + " : " + body + " if " + g.expression() + "]"
	}
	return "[for " + k + ", " + v + " in " + over + " : " + body + "]"
}

// inventory returns an inventory that uses the expression in every place.
func (g *grower) inventory() string {
	e := g.expression()
	const locals = "locals {\n  list = flatten([for i in range(4) : range(500)])\n  texts = [for i in range(1000) : \"t${i}\"]\n  wide = format(\"%20000s\", \"x\")\n" +
		"  map = {for i in range(300) : \"k${i}\" => { a = i, b = \"x\" }}\n  deep = [[[[[[[[1]]]]]]]]\n  secret = file(\"s\")\n  secrets = { a = file(\"s\"), b = split(\"\", file(\"s\")) }\n"
	return locals + "  x = " + e + "\n}\nbuilder \"a\" {\n  for_each = " + e + "\n  systems = " + e + "\n  max_jobs = " + e + "\n  host_name = " + e + "\n  uri_params = " + e + "\n}\n"
}

// room is a folder with an inventory, and files that the expressions read.
func room(t testing.TB) (*schema.Sources, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"i.hcl": "", "s": secret + "\n", "keys": "ssh-ed25519 " + secret + "\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "i.hcl")
	src, _, err := schema.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = src.Close() })
	return src, path
}

// bounded compiles a text, and holds the front end to its promises.
func bounded(t *testing.T, empty *schema.Sources, path, text string) {
	t.Helper()
	before := allocated()
	watch := time.AfterFunc(hang, func() { panic("does not end:\n" + text) })
	said := frontEnd(t, empty, path, text)
	watch.Stop()
	if took := allocated() - before; took > maxAllocated+maxAllocatedPerByte*uint64(len(text)) {
		t.Errorf("allocates %d MB:\n%s", took>>20, text)
	}
	if shows(said) && !shows(text) {
		t.Errorf("%s\n%s", text, said)
	}
}

// FuzzExpressions is FuzzFrontEnd for expressions that can be parsed.
func FuzzExpressions(f *testing.F) {
	empty, path := room(f)
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 200 {
		f.Add(choices(random, 5+n%60))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		g := &grower{choices: choices[:min(len(choices), 200)]}
		bounded(t, empty, path, g.inventory())
	})
}

func choices(random *rand.Rand, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(random.Uint32())
	}
	return out
}

// The same for some thousands in every run of the tests.
func TestRandomExpressionsAreBounded(t *testing.T) {
	empty, path := room(t)
	random := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		g := &grower{choices: choices(random, 3+int(random.Uint32()%60))}
		bounded(t, empty, path, g.inventory())
	}
}
