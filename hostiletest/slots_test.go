package hostiletest

import (
	"cmp"
	"fmt"
	"os/user"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/schema"
)

// A part is a block of an inventory.
type part struct {
	path  string // the types of the block and of those around it
	label string
	attrs [][2]string // name and value; @ is a public key, $ the testing user, ^ the jump
}

// base is the inventory that hostile texts are written into: every type of
// block, with what it cannot do without. An attribute that is under test
// replaces the one here. The blocks stand so that TOML can say the same.
var base = []part{
	{path: ""},
	{path: "defaults"},
	{path: "profile", label: "linux"},
	{path: "jump", label: "bastion", attrs: [][2]string{{"host_name", `"bastion.example.org"`}, {"public_host_keys", `["@"]`}}},
	{path: "builder", label: "ada", attrs: [][2]string{
		{"host_name", `"ada.example.org"`}, {"systems", `["x86_64-linux", "i686-linux"]`}, {"ssh_user", `"nix"`},
		{"ssh_key", `"/etc/nix/key"`}, {"public_host_keys", `["@"]`},
	}},
	{path: "builder endpoint", label: "lan", attrs: [][2]string{{"host_name", `"ada.lan"`}, {"when", `"false"`}}},
	{path: "builder ssh", attrs: [][2]string{{"connect_timeout", "10"}}},
	{path: "builder remote", attrs: [][2]string{{"platform", `"linux"`}}},
	{path: "builder cache", attrs: [][2]string{{"public_key", `"ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`}, {"secret_key_file", `"/etc/nix/cache"`}}},
	{path: "store", label: "eve", attrs: [][2]string{{"uri", `"unix:///run/eve.sock"`}, {"systems", `["aarch64-linux"]`}}},
	{path: "via", label: "bob", attrs: [][2]string{{"systems", `["aarch64-linux"]`}}},
	{path: "via ssh", attrs: [][2]string{{"proxy_jump", "[^]"}}},
	{path: "client_defaults", attrs: [][2]string{{"users", `["$"]`}}},
	{path: "client", label: "laptop", attrs: [][2]string{{"ssh_public_keys", `["@"]`}}},
	{path: "client override", label: "*", attrs: [][2]string{{"max_jobs", "2"}}},
	{path: "lix", label: "lixy", attrs: [][2]string{{"nix", `"lix 2.95"`}, {"machines_format", `"toml"`}}},
	{path: "require", label: "kernels", attrs: [][2]string{{"system", `"aarch64-linux"`}}},
}

// typeOf tells the types of blocks that are there a second time, because one
// cannot have all attributes at once.
var typeOf = map[string]string{"store": "builder", "via": "builder", "lix": "client"}

// keys are valid keys of maps, whose values are texts.
var keys = map[string][]string{
	"uri_params": {"remote-program", "root"},
	"options":    {"RevokedHostKeys", "Compression"},
	"settings":   {"netrc-file", "ssl-cert-file"},
}

// A slot is a place that takes a text.
type slot struct {
	path, attr string // attr is "" for the label
	key        string // of a map; "" where the text is the key itself
	typ        schema.Type

	// What stands around the text in the same value, so that it gets past the
	// checks of the value's beginning or end.
	before, after string
	comment       bool // the text is in what is left out, of a key's line
}

func (s slot) String() string { return strings.Trim(s.path+" "+s.attr+" "+s.key, " ") }

// value is what the text makes of the place's value.
func (s slot) value(text string) string { return s.before + text + s.after }

// slots returns every place that takes a text.
func slots(t testing.TB) []slot {
	t.Helper()
	var out []slot
	for _, b := range schema.Reference() {
		for _, path := range pathsOf(t, b) {
			if b.Label != "" {
				out = append(out, slot{path: path})
			}
		}
		for _, r := range b.Attrs {
			for _, path := range pathsWith(t, b, r) {
				out = append(out, slotsOf(t, path, r)...)
			}
		}
	}
	return out
}

// pathsOf returns where the base has a block of a type; HCL's own blocks, whose
// texts are of the expressions that use them, are left out.
func pathsOf(t testing.TB, b schema.BlockDoc) (paths []string) {
	t.Helper()
	if b.Name == "variable" || b.Name == "locals" {
		return nil
	}
	for _, block := range base {
		if block.path[strings.LastIndex(block.path, " ")+1:] == b.Name {
			paths = append(paths, block.path)
		}
	}
	if paths == nil {
		t.Fatalf("the base has no block %s", b.Name)
	}
	return paths
}

// pathsWith is pathsOf for an attribute, which may stand in the other blocks
// that share the table.
func pathsWith(t testing.TB, b schema.BlockDoc, r schema.Row) []string {
	t.Helper()
	if r.Name == "uri" {
		return []string{"store"}
	}
	if b.Name != "builder" && b.Name != "client" {
		return pathsOf(t, b)
	}
	var paths []string
	for _, name := range r.In.Blocks() {
		paths = append(paths, pathsOf(t, schema.BlockDoc{Name: name})...)
	}
	return paths
}

func slotsOf(t testing.TB, path string, r schema.Row) []slot {
	t.Helper()
	s := slot{path: path, attr: r.Name, typ: r.Type}
	switch {
	case r.HCLOnly:
		return nil
	case r.Type == schema.Text, r.Type == schema.Words:
		return []slot{s}
	case r.Type != schema.Table:
		return nil
	case keys[r.Name] == nil:
		t.Fatalf("slots_test.go has no valid key for the map %s", r.Name)
	}
	out := []slot{s}
	for _, s.key = range keys[r.Name] {
		out = append(out, s)
	}
	return out
}

// expression returns what the attribute is set to, for a quoted text.
func (s slot) expression(quoted string) string {
	switch {
	case s.typ == schema.Words:
		return "[" + quoted + "]"
	case s.typ == schema.Table && s.key == "":
		return "{ " + quoted + ` = "true" }`
	case s.typ == schema.Table:
		return fmt.Sprintf("{ %q = %s }", s.key, quoted)
	}
	return quoted
}

// A writer writes a base with one text in it.
type writer struct {
	base   []part
	syntax schema.Syntax
	public string // a public host key
	user   string
	jump   string // the label of the jump, quoted
	text   strings.Builder
	line   int // where the text under test is

	// instead is the expression for the text under test, in place of the text.
	instead string
}

func newWriter(t testing.TB, base []part, syntax schema.Syntax, public string) *writer {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	return &writer{base: base, syntax: syntax, public: public, user: u.Username}
}

// write writes the base with a text in the slot s; without it where s is the
// zero slot.
func (w *writer) write(s slot, text string) string {
	value := s.value(text)
	open, outer := 0, ""
	w.jump = w.quote("bastion")
	for _, b := range w.base {
		types := strings.Fields(b.path)
		if w.syntax == schema.HCL {
			w.text.WriteString(strings.Repeat("}\n", max(0, open-max(0, len(types)-1))))
			open = len(types)
		}
		label := b.label
		mine := s != slot{} && b.path == s.path
		if mine && s.attr == "" {
			label = value
			w.mark()
		}
		if len(types) == 1 {
			outer = ""
			if b.label != "" {
				outer = "." + w.quote(label)
			}
		}
		if b.path == "jump" {
			w.jump = w.quote(label)
		}
		w.header(types, outer, label, b.label != "")
		w.attrs(b.attrs, s, value, mine && s.attr != "")
	}
	if w.syntax == schema.HCL {
		w.text.WriteString(strings.Repeat("}\n", open))
	}
	return w.text.String()
}

func (w *writer) mark() { w.line = 1 + strings.Count(w.text.String(), "\n") }

func (w *writer) header(types []string, outer, label string, labelled bool) {
	if len(types) == 0 {
		return
	}
	if other := typeOf[types[0]]; other != "" {
		types[0] = other
	}
	last := types[len(types)-1]
	if w.syntax == schema.HCL {
		if labelled {
			last += " " + w.quote(label)
		}
		w.text.WriteString(last + " {\n")
		return
	}
	header := types[0] + outer
	if len(types) > 1 {
		header += "." + last
		if labelled {
			header += "." + w.quote(label)
		}
	}
	w.text.WriteString("[" + header + "]\n")
}

func (w *writer) attrs(attrs [][2]string, s slot, value string, mine bool) {
	for _, a := range attrs {
		if !mine || a[0] != s.attr {
			w.text.WriteString(a[0] + " = " + w.fill(a[1]) + "\n")
		}
	}
	if mine {
		w.mark()
		w.text.WriteString(s.attr + " = " + s.expression(cmp.Or(w.instead, w.quote(value))) + "\n")
	}
}

// fill puts what only this run knows into a value of the base.
func (w *writer) fill(value string) string {
	for mark, text := range map[string]string{`"@"`: w.quote(w.public), `"$"`: w.quote(w.user), "^": w.jump} {
		value = strings.ReplaceAll(value, mark, text)
	}
	return value
}

// template writes what begins an interpolation in HCL.
var template = strings.NewReplacer("${", "$${", "%{", "%%{")

// quote returns s as both syntaxes read it, bytes that are not UTF-8 included.
func (w *writer) quote(s string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c < ' ' || c == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteByte(c)
		}
	}
	text := b.String()
	if w.syntax == schema.HCL {
		text = template.Replace(text)
	}
	return `"` + text + `"`
}
