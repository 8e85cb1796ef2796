package splice

import (
	"bytes"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/schema"
)

// findTOML returns the table of f that is the block with that label, or nil.
func findTOML(f *schema.File, block, label string) (*place, error) {
	attrs, _ := f.Body.JustAttributes() // a TOML body has no diagnostics here
	a := attrs[block]
	if a == nil {
		return nil, nil
	}
	for _, pair := range pairs(a.Expr) {
		if name(pair) == label {
			p := &place{source: source{f.Name, f.Syntax, f.Bytes}}
			return p, p.read(block, label, pair)
		}
	}
	return nil, nil
}

// pairs returns what is in a table, nil for what is none.
func pairs(x hcl.Expression) []hcl.KeyValuePair {
	kv, _ := hcl.ExprMap(x)
	return kv
}

func name(pair hcl.KeyValuePair) string {
	v, _ := pair.Key.Value(nil) // a literal
	return v.AsString()
}

// read finds out how the table is written. The range of a table says so: that
// of [client.x] is the header, also where a deeper one implies the table; that
// of an inline table is its braces; that of a dotted key begins with a key.
func (p *place) read(block, label string, pair hcl.KeyValuePair) error {
	key, at := spanOf(pair.Key.Range()), spanOf(pair.Value.Range())
	p.children(pair.Value, at)
	p.open, p.close = at.start, at.end-1
	switch p.text[at.start] {
	case '{':
		p.form = inlined
		return nil
	case '[':
		p.form, p.open = headed, at.end
	default:
		return p.readDotted()
	}
	if own := bytes.TrimSpace(p.text[key.end:at.end]); string(own) == "]" {
		return nil
	}
	word, err := printer{syntax: schema.TOML}.key(label)
	p.form, p.open, p.header = implied, at.start, "["+block+"."+word+"]"
	return err
}

// children notes what is written in the table itself, not under a header.
func (p *place) children(x hcl.Expression, table span) {
	for _, c := range pairs(x) {
		it := item{name: name(c), key: spanOf(c.Key.Range()), value: spanOf(c.Value.Range())}
		if it.value.start < it.key.end {
			continue // the key stands in the header
		}
		if elements, diags := hcl.ExprList(c.Value); !diags.HasErrors() && elements != nil && p.text[it.value.start] == '[' {
			it.isList = true
			for _, e := range elements {
				it.elements = append(it.elements, spanOf(e.Range()))
			}
		}
		p.items = append(p.items, it)
	}
	slices.SortFunc(p.items, byPlace)
}

// readDotted takes the keys before the last one of the table from its last line.
func (p *place) readDotted() error {
	p.form = dotted
	if len(p.items) == 0 {
		return p.refuseLayout()
	}
	last := p.items[len(p.items)-1].key.start
	p.prefix = strings.TrimLeft(string(p.text[p.lineStart(last):last]), " \t")
	if !strings.HasSuffix(strings.TrimRight(p.prefix, " \t"), ".") {
		return p.refuseLayout() // it is in an inline table
	}
	return nil
}
