package docs_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/golden"
	"github.com/buildmachines/buildmachines/schema"
)

// The fields of the plan are stated in compiler/plan/plan.go: as structs, with tags
// and comments. What may stand in a field that is an attribute of the inventory is
// stated in the tables of the language.

// planDef is an object of the plan's JSON form.
type planDef struct {
	name    string
	structs []string // whose fields it has
	without string   // one that it has not
	block   string   // of the inventory, whose attributes the fields are
	doc     string
	more    []planField // that encode.go adds
}

var planDefs = []planDef{
	{name: "builder_attributes", structs: []string{"Host", "Builder"}, block: "builder", doc: "A machine that builds for others."},
	{name: "ssh", structs: []string{"SSH"}, block: "ssh"},
	{name: "endpoint", structs: []string{"Endpoint"}, block: "endpoint"},
	{name: "cache", structs: []string{"Cache"}, block: "cache"},
	{name: "remote", structs: []string{"Remote"}, block: "remote"},
	{name: "command", structs: []string{"Command"}},
	{name: "client", structs: []string{"Client"}, block: "client", more: []planField{
		{"builders", "[]string", false, "The names of the builders that it uses, in the order that breaks ties in Nix."},
		{"disabled_builders", "[]string", false, "The names of the builders that it would use if they were enabled."},
		{"overrides", "map[string]override", false, "What is different for this client alone: for each builder, by name, the attributes to put in place of its own."},
	}},
	{name: "jump", structs: []string{"Host"}, without: "endpoints", block: "jump", doc: "A host that ssh goes through on its way to a builder."},
}

type planField struct {
	name, goType string
	null         bool
	doc          string
}

// planStructs reads the structs of the plan: their comments, and their fields.
func planStructs(t *testing.T) (docs map[string]string, fields map[string][]planField) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../compiler/plan/plan.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	docs, fields = map[string]string{}, map[string][]planField{}
	for _, d := range file.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.TYPE {
			continue
		}
		spec := g.Specs[0].(*ast.TypeSpec)
		if st, ok := spec.Type.(*ast.StructType); ok {
			docs[spec.Name.Name] = oneLine(g.Doc.Text())
			fields[spec.Name.Name] = structFields(t, st)
		}
	}
	return docs, fields
}

func structFields(t *testing.T, st *ast.StructType) (out []planField) {
	t.Helper()
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue // embedded
		}
		tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
		name := tag.Get("json")
		if name == "-" {
			continue
		}
		_, null := tag.Lookup("unset")
		goType := typeText(f.Type)
		doc := oneLine(f.Doc.Text())
		if doc == "" {
			t.Errorf("the field %s of the plan has no comment above it", name)
		}
		out = append(out, planField{name, goType, null || goType[0] == '*', doc})
	}
	return out
}

func typeText(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeText(e.X)
	case *ast.ArrayType:
		return "[]" + typeText(e.Elt)
	case *ast.MapType:
		return "map[" + typeText(e.Key) + "]" + typeText(e.Value)
	}
	panic(fmt.Sprintf("internal error: a %T in the plan", e))
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// fieldsOf returns the fields of a definition, sorted by name.
func (d planDef) fieldsOf(fields map[string][]planField) []planField {
	out := slices.Clone(d.more)
	for _, s := range d.structs {
		out = append(out, fields[s]...)
	}
	out = slices.DeleteFunc(out, func(f planField) bool { return f.name == d.without })
	slices.SortFunc(out, func(a, b planField) int { return strings.Compare(a.name, b.name) })
	return out
}

var objects = map[string]string{"SSH": "ssh", "Endpoint": "endpoint", "Cache": "cache", "Remote": "remote", "Command": "command", "override": "override"}

// node is the JSON Schema of a field.
func (f planField) node(row *schema.Row) map[string]any {
	out := typeNode(strings.TrimPrefix(f.goType, "*"))
	limit(out, row)
	if f.null {
		out = orNull(out)
	}
	out["description"] = f.description()
	return out
}

// description says what is null, for those who know no Go.
func (f planField) description() string {
	if f.null && !strings.Contains(f.doc, "Unset") {
		return f.doc + " null is unset."
	}
	return strings.ReplaceAll(f.doc, "Unset", "null")
}

func typeNode(goType string) map[string]any {
	switch {
	case objects[goType] != "":
		return map[string]any{"$ref": "#/$defs/" + objects[goType]}
	case goType == "Logins":
		return typeNode("map[string][]string")
	case strings.HasPrefix(goType, "[]"):
		return map[string]any{"type": "array", "items": typeNode(goType[2:])}
	case strings.HasPrefix(goType, "map[string]"):
		return map[string]any{"type": "object", "additionalProperties": typeNode(strings.TrimPrefix(goType, "map[string]"))}
	}
	return map[string]any{"type": map[string]string{"string": "string", "int": "integer", "float64": "number", "bool": "boolean"}[goType]}
}

// limit says what an attribute may be.
func limit(node map[string]any, row *schema.Row) {
	if row == nil {
		return
	}
	switch {
	case node["type"] == "string" && len(row.Choices) > 0:
		node["enum"] = toAny(row.Choices)
	case (node["type"] == "integer" || node["type"] == "number") && row.Max > row.Min:
		node["minimum"], node["maximum"] = row.Min, row.Max
	}
}

func toAny(words []string) (out []any) {
	for _, w := range words {
		out = append(out, w)
	}
	return out
}

func orNull(node map[string]any) map[string]any {
	if _, ok := node["$ref"]; ok {
		return map[string]any{"oneOf": []any{node, map[string]any{"type": "null"}}}
	}
	node["type"] = []any{node["type"], "null"}
	if enum, ok := node["enum"].([]any); ok {
		node["enum"] = append(enum, nil)
	}
	return node
}

func rowOf(block, name string) *schema.Row {
	for _, b := range schema.Reference() {
		if b.Name != block || block == "" {
			continue
		}
		for i := range b.Attrs {
			if b.Attrs[i].Name == name {
				return &b.Attrs[i]
			}
		}
	}
	return nil
}

// The JSON Schema of the plan is what the structs and the tables of the language say.
func TestPlanSchemaIsCurrent(t *testing.T) {
	docs, fields := planStructs(t)
	defs := map[string]any{}
	for _, d := range planDefs {
		properties := map[string]any{}
		for _, f := range d.fieldsOf(fields) {
			properties[f.name] = f.node(rowOf(d.block, f.name))
		}
		def := map[string]any{"type": "object", "properties": properties, "additionalProperties": true, "description": d.doc}
		if d.doc == "" {
			def["description"] = docs[d.structs[0]]
		}
		if required := slices.Sorted(maps.Keys(properties)); d.name != "builder_attributes" {
			def["required"] = required
		} else {
			attributes := map[string]any{"$ref": "#/$defs/builder_attributes"}
			defs["builder"] = with(attributes, "description", "A builder, as the inventory declares it.", "required", required)
			defs["override"] = with(attributes, "description", "A part of a builder.", "not", map[string]any{"required": []string{"clients"}})
		}
		defs[d.name] = def
	}
	byName := func(doc, def string) map[string]any {
		return map[string]any{"description": doc, "type": "object", "additionalProperties": map[string]any{"$ref": "#/$defs/" + def}}
	}
	root := map[string]any{
		"$schema":     "https://json-schema.org/draft/2020-12/schema",
		"title":       "plan.json of buildmachines, format version 1",
		"description": "Readers ignore fields that they do not know and refuse a higher format_version. See plan.md.",
		"type":        "object", "additionalProperties": true, "$defs": defs,
		"required": []string{"builders", "clients", "format_version", "jumps"},
		"properties": map[string]any{
			"format_version": map[string]any{"description": "The version of this form.", "const": 1},
			"builders":       byName("Every builder, by name.", "builder"),
			"clients":        byName("Every client, by name.", "client"),
			"jumps":          byName("Every jump, by name.", "jump"),
		},
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(root); err != nil {
		t.Fatal(err)
	}
	golden.Compare(t, "plan.schema.json", b.String())
}

func with(base map[string]any, more ...any) map[string]any {
	out := maps.Clone(base)
	for i := 0; i < len(more); i += 2 {
		out[more[i].(string)] = more[i+1]
	}
	return out
}

var planTable = regexp.MustCompile(`(?s)(<!-- The fields of (\w+), generated from compiler/plan/plan\.go\. -->\n).*?(<!-- End of the fields\. -->\n)`)

// The tables of fields in plan.md are what the structs say.
func TestPlanTablesAreCurrent(t *testing.T) {
	_, fields := planStructs(t)
	src, err := os.ReadFile("plan.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	out := planTable.ReplaceAllStringFunc(string(src), func(old string) string {
		m := planTable.FindStringSubmatch(old)
		var b strings.Builder
		for _, d := range planDefs {
			if d.name != m[2] {
				continue
			}
			seen[d.name] = true
			b.WriteString("\n" + tableHead("field", "type", "meaning"))
			for _, f := range d.fieldsOf(fields) {
				b.WriteString(row(codes([]string{f.name}), f.typeName(), f.description()))
			}
			b.WriteString("\n")
		}
		return m[1] + b.String() + m[3]
	})
	for _, d := range planDefs {
		if !seen[d.name] && d.name != "command" && d.name != "jump" {
			t.Errorf("plan.md has no table of %s", d.name)
		}
	}
	golden.Compare(t, "plan.md", out)
}

// typeName is the type of a field in words.
func (f planField) typeName() string {
	name := strings.TrimPrefix(f.goType, "*")
	switch {
	case strings.HasPrefix(name, "[]") && objects[name[2:]] != "":
		name = "list of objects"
	case strings.HasPrefix(name, "[]"):
		name = "list"
	case strings.HasPrefix(name, "map") || name == "Logins" || objects[name] != "":
		name = "object"
	default:
		name = map[string]string{"string": "string", "int": "integer", "float64": "number", "bool": "bool"}[name]
	}
	if f.null {
		name += " or null"
	}
	return name
}
