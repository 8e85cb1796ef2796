package jsonschema

import (
	"slices"

	"github.com/buildmachines/buildmachines/schema"
)

// tables are the types of blocks by their names.
type tables struct{ blocks []schema.BlockDoc }

// sharing are the blocks that hold the attributes of another.
var sharing = map[string]string{"defaults": "builder", "profile": "builder", "override": "builder", "client_defaults": "client"}

// inherited are the blocks whose attributes may come from another one, so that
// none of them has to be written.
var inherited = []string{"builder", "client", "jump", "ssh", "remote", "cache"}

// block is the schema of what stands in a block of that type.
func (t tables) block(name string) *node {
	doc := t.doc(name)
	out := &node{Type: "object", Description: plainText(doc.Doc), Properties: map[string]*node{}, Others: false}
	for _, r := range t.attributes(name) {
		out.Properties[r.Name] = attribute(&r)
		if r.Required && !t.inherits(name) {
			out.Required = append(out.Required, r.Name)
		}
	}
	for _, b := range t.blocks {
		if b.Name != "" && !b.HCLOnly && t.within(&b, name) {
			out.Properties[b.Name] = labelled(&b)
		}
	}
	return out
}

func (t tables) doc(name string) *schema.BlockDoc {
	i := slices.IndexFunc(t.blocks, func(b schema.BlockDoc) bool { return b.Name == name })
	return &t.blocks[i]
}

// attributes are those that TOML can write in a block of that type.
func (t tables) attributes(name string) []schema.Row {
	table := name
	if of := sharing[name]; of != "" {
		table = of
	}
	var out []schema.Row
	for _, r := range t.doc(table).Attrs {
		in := r.In.Blocks()
		if !r.HCLOnly && (len(in) == 0 || slices.Contains(in, name)) {
			if name == "override" { // what is not written there stays as it is
				r.Default, r.DefaultDoc = nil, ""
			}
			out = append(out, r)
		}
	}
	return out
}

// inherits reports whether attributes of such a block can be left to others.
func (t tables) inherits(name string) bool {
	return sharing[name] != "" || slices.Contains(inherited, name)
}

// within reports whether b stands in a block of that type.
func (t tables) within(b *schema.BlockDoc, name string) bool {
	if len(b.Within) == 0 {
		return name == ""
	}
	return slices.Contains(b.Within, name)
}

// labelled is a block as TOML has it: a table, or a table of tables by label.
func labelled(b *schema.BlockDoc) *node {
	ref := &node{Ref: "#/definitions/" + b.Name}
	if b.Label == "" {
		return ref
	}
	// With patternProperties instead, taplo marks all blocks for one wrong name.
	return &node{Type: "object", Description: plainText(b.Doc), Names: &node{Pattern: b.Form}, Others: ref}
}
