package schema

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// BlockDoc is all that the reference page says about one type of block.
type BlockDoc struct {
	Name    string // "" is the top level
	Label   string // what the label names; "" for blocks without
	Within  []string
	Doc     string
	Foreign []string // spellings of other programs
	HCLOnly bool
	Form    string // a pattern that labels match
	Attrs   []Row  // none for defaults, profile and override, which hold a builder's
}

// Reference returns every type of block, each before those that stand in it.
func Reference() []BlockDoc {
	out := []BlockDoc{{Attrs: rowsOf(topTable)}}
	for _, b := range subBlockDocs(topTable) {
		out = append(out, b)
		switch b.Name {
		case "builder":
			out = append(out, subBlockDocs(builderTable)...)
		case "client":
			out = append(out, subBlockDocs(clientTable)...)
		}
	}
	attrs := map[string][]Row{
		"jump": rowsOf(jumpTable), "client": rowsOf(clientTable), "require": rowsOf(requireTable),
		"builder": rowsOf(builderTable), "endpoint": rowsOf(endpointTable), "ssh": rowsOf(sshTable),
		"remote": rowsOf(remoteTable), "cache": rowsOf(cacheTable),
	}
	for i := range out[1:] {
		out[i+1].Attrs = attrs[out[i+1].Name]
	}
	return out
}

func subBlockDocs[B any](t *table[B]) []BlockDoc {
	var out []BlockDoc
	for _, b := range t.Blocks {
		out = append(out, BlockDoc{Name: b.Name, Label: b.Label, Within: b.In.Blocks(), Doc: b.Doc, Foreign: b.Foreign, HCLOnly: b.HCLOnly, Form: b.name.form})
	}
	return out
}

func rowsOf[B any](t *table[B]) []Row {
	out := make([]Row, len(t.Attrs))
	for i := range t.Attrs {
		out[i] = t.Attrs[i].Row
	}
	return out
}

// Blocks returns the names of the blocks in p that share a table.
func (p Place) Blocks() []string {
	var out []string
	for _, n := range placeNames {
		if p&n.place != 0 {
			out = append(out, n.name)
		}
	}
	return slices.Clip(out)
}

// Texts returns what is known of the texts that a Text or an element of Words
// may be. A form is a pattern that all of them match; without one there are no
// others than words, if there are any of these.
func (r *Row) Texts() (form string, words []string) {
	if len(r.Choices) > 0 {
		return "", r.Choices
	}
	return r.check.form, r.check.words
}

// Scalars returns the types that a value of a Table can have.
func (r *Row) Scalars() []Type {
	types := []Type{Text}
	for _, probe := range []struct {
		Type
		cty.Value
	}{
		{Number, cty.NumberIntVal(1)}, {Bool, cty.True}, {Words, cty.ListVal([]cty.Value{cty.StringVal("a")})},
	} {
		if _, ok := scalarText(r, probe.Value); ok {
			types = append(types, probe.Type)
		}
	}
	return types
}
