// Package tomlbody makes TOML one more syntax of the inventory language: it
// presents a TOML file as an hcl.Body, as hcl/json does for JSON.
//
// BurntSushi/toml decides what the values are and what is an error; but its
// positions are rough, and each costs the length of the file. So where things
// stand comes from the syntax tree of pelletier/go-toml. Every file goes
// through both, and a file on which they differ is refused.
package tomlbody

import (
	"bytes"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

const byteOrderMark = "\uFEFF"

// Parse reads a TOML file. The body is never nil: it is empty after a syntax
// error, and values that no inventory has a use for are null in it.
//
// The caller bounds the length of src, and how deep its brackets nest.
func Parse(src []byte, filename string) (hcl.Body, hcl.Diagnostics) {
	base := 0
	if bytes.HasPrefix(src, []byte(byteOrderMark)) {
		base = len(byteOrderMark)
	}
	d := &document{filename: filename, text: string(src), nodes: make([]node, 1, 1+len(src)/20)}
	d.nodes[0] = node{kind: table, at: span{int32(base), int32(base)}, header: true}
	d.lines.build(d.text, base)

	syntax := d.read(src, base, strings.Count(d.text, "\n["))
	tree, f := decode(d.text, base, syntax)
	b := binder{document: d, fault: f}
	if f == nil {
		b.table(0, tree)
	}
	if b.fault != nil {
		d.nodes[0].first = 0
		return &body{doc: d}, hcl.Diagnostics{d.syntaxError(b.fault)}
	}
	return &body{doc: d}, b.diags
}
