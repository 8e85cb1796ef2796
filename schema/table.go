package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema/check"
)

// Type is the type of an attribute's value. There is no conversion between them.
type Type uint8

// The types of the inventory language.
const (
	Bool   Type = iota // true, false
	Int                // a whole number
	Number             // a number that may have a fraction
	Text               // a text in one line
	Words              // a list of texts, each once
	Table              // a map from names to texts, numbers and booleans
	Keys               // for_each: a map or a set of strings; HCL only
)

var typeNames = map[Type]string{
	Bool: "bool", Int: "whole number", Number: "number", Text: "string",
	Words: "list of strings", Table: "map", Keys: "map or set of strings",
}

// String returns the name that messages and documents use.
func (t Type) String() string { return typeNames[t] }

// Place is a set of blocks that share a table.
type Place uint8

// The blocks in which a builder's or a client's attributes may stand.
const (
	InBuilder Place = 1 << iota
	InDefaults
	InProfile
	InOverride
	InClient
	InClientDefaults
	InOther

	Shared     = InBuilder | InDefaults | InProfile
	Everywhere = Shared | InOverride
	OnClients  = InClient | InClientDefaults
)

// Row describes one attribute: all that the decoder, the reference page and
// the JSON Schema need to know.
type Row struct {
	Name       string
	Type       Type
	In         Place    // where it may stand
	Default    any      // bool, int, float64, string or []string; nil is unset
	DefaultDoc string   // what the default is when it is computed
	Required   bool     // in the merged block
	Choices    []string // Text: the only values
	Min, Max   float64  // Int, Number: the range, where Max > Min
	Doc        string   // Markdown, whole sentences
	Foreign    []string // spellings of other programs
	HCLOnly    bool

	// check refuses a Text, or an element of Words.
	check rule
	// canon turns a Text that passed check into its one spelling. Where it is
	// set, check looks at all of the text itself, line breaks included.
	canon func(s string) string
	// entry refuses an entry of a Table and returns the key as it is to be kept.
	entry func(key, value string) (string, *check.Problem)
	// scalar turns a value of a Table that is not a text into one; nil allows
	// texts only.
	scalar func(cty.Value) (string, bool)
}

// attr is a row of the table of blocks of type B.
type attr[B any] struct {
	Row
	of func(*B) field
}

// table describes one type of block: what may stand in it.
type table[B any] struct {
	Name   string
	Label  string // what the label names; "" for blocks without
	Doc    string
	Attrs  []attr[B]
	Blocks []subBlock[B]

	body *hcl.BodySchema
}

// subBlock is a block inside a block.
type subBlock[B any] struct {
	Name    string
	Label   string
	In      Place
	Doc     string
	Foreign []string
	Repeats bool
	HCLOnly bool
	name    rule // of the label
	// inside returns our name for an attribute of that block, or "". It may be nil.
	inside func(name string) string
	decode func(d *decoder, into *B, b *hcl.Block)
}

// Known are names that the inventory adds to the built-in lists.
type Known struct {
	Systems, Features []string
}

// newTable completes t with what hcl needs to split a body of this block.
func newTable[B any](t table[B]) *table[B] {
	t.body = &hcl.BodySchema{}
	for i := range t.Attrs {
		t.body.Attributes = append(t.body.Attributes, hcl.AttributeSchema{Name: t.Attrs[i].Name})
	}
	for _, b := range t.Blocks {
		h := hcl.BlockHeaderSchema{Type: b.Name}
		if b.Label != "" {
			h.LabelNames = []string{b.Label}
		}
		t.body.Blocks = append(t.body.Blocks, h)
	}
	return &t
}

// overlay merges src over dst, attribute by attribute.
func (t *table[B]) overlay(dst, src *B) {
	for i := range t.Attrs {
		of := t.Attrs[i].of
		of(dst).overlay(of(src))
	}
}

// over returns a copy of dst, which may be nil, with src merged over it.
func (t *table[B]) over(dst, src *B) *B {
	if dst == nil {
		return src
	}
	merged := *dst
	t.overlay(&merged, src)
	return &merged
}

// items returns how many elements the lists and maps of b have.
func (t *table[B]) items(b *B) (n int) {
	for i := range t.Attrs {
		switch f := t.Attrs[i].of(b).(type) {
		case *List:
			n += len(f.Items)
		case *Map:
			n += len(f.Entries)
		}
	}
	return n
}

// filled returns a copy of b with built-in defaults, or nil for nil.
func (t *table[B]) filled(b *B) *B {
	if b == nil {
		return nil
	}
	out := *b
	t.fill(&out)
	return &out
}

// fill gives every attribute that was not written its built-in default.
func (t *table[B]) fill(b *B) {
	for i := range t.Attrs {
		t.Attrs[i].of(b).fill(&t.Attrs[i].Row)
	}
}

// object returns the block as a value that expressions can refer to.
func (t *table[B]) object(b *B, into map[string]cty.Value) {
	for i := range t.Attrs {
		if !t.Attrs[i].HCLOnly {
			into[t.Attrs[i].Name] = t.Attrs[i].of(b).cty()
		}
	}
}

// places calls add for every attribute of b that was written.
func (t *table[B]) places(b *B, prefix string, add func(path string, at hcl.Range)) {
	for i := range t.Attrs {
		f := t.Attrs[i].of(b)
		at, state := f.origin()
		if state != Given {
			continue
		}
		path := prefix + t.Attrs[i].Name
		add(path, at)
		switch v := f.(type) {
		case *List:
			for j := range v.Items {
				if v.Items[j].At != at {
					add(itemPath(path, j), v.Items[j].At)
				}
			}
		case *Map:
			for j := range v.Entries {
				if v.Entries[j].State == Given {
					add(path+"."+v.Entries[j].Key, v.Entries[j].At)
				}
			}
		}
	}
}
