package jsonschema

import (
	"regexp"

	"github.com/buildmachines/buildmachines/schema"
)

var typeNames = map[schema.Type]string{
	schema.Bool: "boolean", schema.Int: "integer", schema.Number: "number", schema.Text: "string",
	schema.Words: "array", schema.Table: "object",
}

// attribute is the schema of a value.
func attribute(r *schema.Row) *node {
	out := &node{Type: typeNames[r.Type], Default: r.Default}
	switch r.Type {
	case schema.Int, schema.Number:
		if r.Max > r.Min {
			out.Minimum, out.Maximum = &r.Min, &r.Max
		}
	case schema.Text:
		out = text(r)
		out.Default = r.Default
	case schema.Words:
		out.Items, out.Unique = text(r), true
	case schema.Table:
		out.Others = scalar(r)
	}
	out.Description = description(r)
	return out
}

// text is a text of r, or an element of its list.
func text(r *schema.Row) *node {
	form, words := r.Texts()
	switch {
	case form == "" && len(words) > 0:
		return &node{Type: "string", Enum: words}
	case form == "":
		return &node{Type: "string", MinLength: 1}
	case len(words) > 0:
		// An editor offers the words, and takes what has the form.
		return &node{Type: "string", AnyOf: []*node{{Enum: words}, {Pattern: form}}}
	}
	return &node{Type: "string", Pattern: form}
}

// scalar is the value of an entry of a map.
func scalar(r *schema.Row) *node {
	var types []string
	var items *node
	for _, t := range r.Scalars() {
		types = append(types, typeNames[t])
		if t == schema.Words {
			items = &node{Type: "string"}
		}
	}
	return &node{Type: types, Items: items}
}

func description(r *schema.Row) string {
	out := plainText(r.Doc)
	if r.DefaultDoc != "" {
		out += " Default: " + r.DefaultDoc + "."
	}
	return out
}

// relative is a link to another page, which leads nowhere in an editor.
var relative = regexp.MustCompile(`\[([^\]]+)\]\([^):]+\)`)

// plainText is Markdown without such links.
func plainText(doc string) string { return relative.ReplaceAllString(doc, "$1") }
