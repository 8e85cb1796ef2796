package tomlbody_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/tomlbody"
)

// at shows a range as line:column-line:column and the text that it covers.
func at(src string, r hcl.Range) string {
	return fmt.Sprintf("%d:%d-%d:%d %s", r.Start.Line, r.Start.Column, r.End.Line, r.End.Column, src[r.Start.Byte:r.End.Byte])
}

func parse(t *testing.T, src string) hcl.Body {
	t.Helper()
	body, diags := tomlbody.Parse([]byte(src), "a.toml")
	if diags.HasErrors() {
		t.Fatalf("%s\n%v", src, diags)
	}
	return body
}

// describe lists what a body holds: attributes by name, then blocks in order.
func describe(t *testing.T, src string, body hcl.Body, attrs, blocks string) []string {
	t.Helper()
	content, diags := body.Content(schema(attrs, blocks))
	if diags.HasErrors() {
		t.Fatalf("%s\n%v", src, diags)
	}
	var out []string
	for _, name := range slices.Sorted(maps.Keys(content.Attributes)) {
		a := content.Attributes[name]
		out = append(out, "name "+at(src, a.NameRange), "value "+at(src, a.Expr.Range()))
	}
	for _, b := range content.Blocks {
		line := "type " + at(src, b.TypeRange)
		for _, r := range b.LabelRanges {
			line += ", label " + at(src, r)
		}
		out = append(out, line+", def "+at(src, b.DefRange))
	}
	return out
}

func TestPositions(t *testing.T) {
	cases := map[string]struct {
		src, attrs, blocks string
		want               []string
	}{
		"a plain key": {"version = 1\n", "version", "", []string{
			"name 1:1-1:8 version", "value 1:11-1:12 1"}},
		"a quoted key": {`"a.b" = 'x\y'`, "a.b", "", []string{
			`name 1:1-1:6 "a.b"`, `value 1:9-1:14 'x\y'`}},
		"an escaped key": {`"\u0061" = "\u0062"`, "a", "", []string{
			`name 1:1-1:9 "\u0061"`, `value 1:12-1:20 "\u0062"`}},
		"a byte order mark": {"\ufeffversion = 1", "version", "", []string{
			"name 1:1-1:8 version", "value 1:11-1:12 1"}},
		"CRLF": {"a = 1\r\nb = 2\r\n", "a b", "", []string{
			"name 1:1-1:2 a", "value 1:5-1:6 1", "name 2:1-2:2 b", "value 2:5-2:6 2"}},
		"a text of several lines": {"a = \"\"\"\nx\ny\"\"\" # end\nb = '''\nz'''", "a b", "", []string{
			"name 1:1-1:2 a", "value 1:5-3:5 \"\"\"\nx\ny\"\"\"", "name 4:1-4:2 b", "value 4:5-5:5 '''\nz'''"}},
		"a list with comments": {"a = [ # one ]\n  1, # two ]\n  [2 , 3 ],\n # end\n]\n", "a", "", []string{
			"name 1:1-1:2 a", "value 1:5-5:2 [ # one ]\n  1, # two ]\n  [2 , 3 ],\n # end\n]"}},
		"characters, not bytes": {"a = { \"ü\" = \"e\u0301漢\", b = 1 }", "a", "", []string{
			"name 1:1-1:2 a", "value 1:5-1:26 { \"ü\" = \"e\u0301漢\", b = 1 }"}},
		"blocks in order of appearance": {"[builder.b]\n[ jump . x ] # c\n[builder.a]\n", "", "builder/name jump/name", []string{
			"type 1:2-1:9 builder, label 1:10-1:11 b, def 1:1-1:12 [builder.b]",
			"type 3:2-3:9 builder, label 3:10-3:11 a, def 3:1-3:12 [builder.a]",
			"type 2:3-2:7 jump, label 2:10-2:11 x, def 2:1-2:13 [ jump . x ]"}},
		"a label in quotes": {"[builder.\"a.b\"]\n", "", "builder/name", []string{
			`type 1:2-1:9 builder, label 1:10-1:15 "a.b", def 1:1-1:16 [builder."a.b"]`}},
		"a table after its own table": {"[builder.ada.ssh]\n[builder.bob]\n[builder.ada]\n", "", "builder/name", []string{
			"type 3:2-3:9 builder, label 3:10-3:13 ada, def 3:1-3:14 [builder.ada]",
			"type 2:2-2:9 builder, label 2:10-2:13 bob, def 2:1-2:14 [builder.bob]"}},
		"a table that is only implied": {"[builder.ada.ssh]\n", "", "builder/name", []string{
			"type 1:2-1:9 builder, label 1:10-1:13 ada, def 1:1-1:18 [builder.ada.ssh]"}},
		"inline tables": {"builder = { ada = {}, bob = { port = 1 } }", "", "builder/name", []string{
			"type 1:1-1:8 builder, label 1:13-1:16 ada, def 1:13-1:16 ada",
			"type 1:1-1:8 builder, label 1:23-1:26 bob, def 1:23-1:26 bob"}},
		"dotted keys": {"builder.ada.port = 1\nbuilder.ada.ssh.x = 2\n[builder.bob]\n", "", "builder/name", []string{
			"type 1:1-1:8 builder, label 1:9-1:12 ada, def 1:9-1:12 ada",
			"type 3:2-3:9 builder, label 3:10-3:13 bob, def 3:1-3:14 [builder.bob]"}},
		"dotted keys in a table": {"[builder]\nada.port = 1\n", "", "builder/name", []string{
			"type 1:2-1:9 builder, label 2:1-2:4 ada, def 2:1-2:4 ada"}},
		"a block without a label": {"[ssh]\n", "", "ssh", []string{
			"type 1:2-1:5 ssh, def 1:1-1:6 [ssh]"}},
		"a dotted block without a label": {"ssh.options.A = 1\nssh.options.B = 2\n", "", "ssh", []string{
			"type 1:1-1:4 ssh, def 1:1-1:4 ssh"}},
		"a table as an attribute": {"[uri_params]\nx = 1\n", "uri_params", "", []string{
			"name 1:2-1:12 uri_params", "value 1:1-1:13 [uri_params]"}},
		"dotted keys as an attribute": {"options.A = 1\noptions.B = 2\n", "options", "", []string{
			"name 1:1-1:8 options", "value 1:9-1:14 A = 1"}},
		"tables in a list": {"[[a]]\n[[a]]\n", "a", "", []string{
			"name 1:3-1:4 a", "value 1:1-1:6 [[a]]"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got := describe(t, c.src, parse(t, c.src), c.attrs, c.blocks)
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestElementsHavePositions(t *testing.T) {
	src := "a = [1, # x\n  [ 2 ], {b.c = 3, 'd e' = []}]\n"
	content, _ := parse(t, src).Content(schema("a", ""))
	list, diags := hcl.ExprList(content.Attributes["a"].Expr)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	var got []string
	for _, e := range list {
		got = append(got, at(src, e.Range()))
	}
	pairs, diags := hcl.ExprMap(list[2])
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for _, p := range pairs {
		key, _ := p.Key.Value(nil)
		got = append(got, key.AsString()+" "+at(src, p.Key.Range())+" = "+at(src, p.Value.Range()))
	}
	want := []string{"1:6-1:7 1", "2:3-2:8 [ 2 ]", "2:10-2:31 {b.c = 3, 'd e' = []}",
		"b 2:11-2:12 b = 2:13-2:18 c = 3", "d e 2:20-2:25 'd e' = 2:28-2:30 []"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if none, diags := hcl.ExprList(pairs[1].Value); none == nil || diags.HasErrors() {
		t.Errorf("an empty list is no list: %v", diags)
	}
	for _, wrong := range []hcl.Expression{list[0], list[2]} {
		if _, diags := hcl.ExprList(wrong); !diags.HasErrors() {
			t.Errorf("%s is a list", at(src, wrong.Range()))
		}
	}
	if _, diags := hcl.ExprMap(list[1]); !diags.HasErrors() {
		t.Error("a list is a map")
	}
}

// report shows diagnostics as `summary or code @ range`.
func report(src string, diags hcl.Diagnostics) []string {
	var out []string
	for _, d := range diags {
		what := d.Summary
		if code := diag.CodeOf(d); code != "" {
			what = string(code)
		}
		out = append(out, what+" @ "+at(src, *d.Subject))
	}
	return out
}

func TestContentDiagnostics(t *testing.T) {
	cases := map[string]struct {
		src  string
		want []string
	}{
		"unknown keys": {"port = 1\n'prot' = 2\n[shh]\n[a.b]\n", []string{
			"Unsupported argument @ 2:1-2:7 'prot'",
			"Unsupported block type @ 3:2-3:5 shh",
			"Unsupported block type @ 4:2-4:3 a"}},
		"unknown keys with dots":      {"shh.x = 1\n", []string{"Unsupported block type @ 1:1-1:4 shh"}},
		"unknown inline table":        {"shh = {}\n", []string{"Unsupported block type @ 1:1-1:4 shh"}},
		"unknown list of tables":      {"[[shh]]\n", []string{"Unsupported block type @ 1:3-1:6 shh"}},
		"unknown list":                {"shh = []\n", []string{"Unsupported argument @ 1:1-1:4 shh"}},
		"block is a number":           {"ssh = 1\n", []string{"wrong-type @ 1:1-1:4 ssh"}},
		"block is a list":             {"[[ssh]]\n", []string{"wrong-type @ 1:3-1:6 ssh"}},
		"labelled block is a number":  {"builder = 1\n", []string{"wrong-labels @ 1:1-1:8 builder"}},
		"labelled block is a list":    {"[[builder]]\nname = 'ada'\n", []string{"wrong-labels @ 1:3-1:10 builder"}},
		"labelled block is inline":    {"builder = [{}]\n", []string{"wrong-labels @ 1:1-1:8 builder"}},
		"one label is a list":         {"[[builder.ada]]\n", []string{"wrong-labels @ 1:11-1:14 ada"}},
		"label is missing":            {"[builder]\nport = 1\nx = 2\n[builder.ssh]\n", []string{"wrong-labels @ 2:1-2:5 port"}},
		"label is missing, and empty": {"[builder]\n", []string{"wrong-labels @ 1:2-1:9 builder"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			_, diags := parse(t, c.src).Content(schema("port", "ssh builder/name"))
			if d := cmp.Diff(c.want, report(c.src, diags)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestMissingAttribute(t *testing.T) {
	src := "[builder.ada]\n[builder.bob.ssh]\n[builder.bob]\n"
	content, _ := parse(t, src).Content(schema("", "builder/name"))
	want := [][]string{
		{"Missing required argument @ 1:1-1:14 [builder.ada]"},
		{"Missing required argument @ 3:1-3:14 [builder.bob]"},
	}
	for i, b := range content.Blocks {
		_, diags := b.Body.Content(schema("port!", "ssh"))
		if d := cmp.Diff(want[i], report(src, diags)); d != "" {
			t.Error(d)
		}
	}
	_, diags := parse(t, "\ufeff").Content(schema("port!", ""))
	if d := cmp.Diff([]string{"Missing required argument @ 1:1-1:1 "}, report("\ufeff", diags)); d != "" {
		t.Error(d)
	}
}

func TestPartialContentLeavesTheRest(t *testing.T) {
	src := "version = 1\nport = 2\nodd = 3\n[builder.ada]\n[client.x]\n"
	first, rest, diags := parse(t, src).PartialContent(schema("version", "builder/name"))
	if diags.HasErrors() || len(first.Attributes) != 1 || len(first.Blocks) != 1 {
		t.Fatalf("got %v, %v", first, diags)
	}
	second, rest, diags := rest.PartialContent(schema("port version", "client/name"))
	if diags.HasErrors() || len(second.Attributes) != 1 || len(second.Blocks) != 1 {
		t.Fatalf("got %v, %v", second, diags)
	}
	attrs, _ := rest.JustAttributes()
	if got := slices.Collect(maps.Keys(attrs)); len(got) != 1 || got[0] != "odd" {
		t.Errorf("the rest has %q", got)
	}
	_, diags = rest.Content(schema("", ""))
	if d := cmp.Diff([]string{"Unsupported argument @ 3:1-3:4 odd"}, report(src, diags)); d != "" {
		t.Error(d)
	}
}

// Positions in a file of one long line must not cost the length of the line.
func TestColumnsInALongLine(t *testing.T) {
	src := `a = [` + strings.Repeat(`"ü", "漢字", `, 2000) + `7]`
	content, _ := parse(t, src).Content(schema("a", ""))
	list, _ := hcl.ExprList(content.Attributes["a"].Expr)
	// Each round has 3 + 2 + 4 + 2 characters.
	if got, want := list[len(list)-1].Range().Start.Column, 6+2000*11; got != want {
		t.Errorf("the last element is in column %d, want %d", got, want)
	}
	if got := list[2].Range().Start.Column; got != 6+11 { // and back again
		t.Errorf("the third element is in column %d", got)
	}
}
