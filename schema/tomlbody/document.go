package tomlbody

import "github.com/hashicorp/hcl/v2"

// kind says what a node is.
type kind uint8

const (
	scalar     kind = iota // val holds a string, int64, float64 or bool
	unusable               // a date, inf or nan, which Parse has reported
	array                  // [1, 2]
	table                  // [header], { inline }, or implied by a dotted key
	tableArray             // [[header]]
)

// span is a range of bytes of the file. The caller bounds files far below the
// two gigabytes that int32 can address; a large inventory has 100,000 spans.
type span struct{ start, end int32 }

// node is one value with its key. Nodes refer to one another by index, so that
// a document is one allocation; index 0 is the root, which is nobody's child.
type node struct {
	val  any    // of a scalar, as BurntSushi gives it
	name string // the key, decoded; empty in arrays

	key    span // the key as written, quotes included; zero in arrays
	before span // the key before it in a header or dotted key; zero if none
	at     span // the value; the whole header for a table that has one

	first, last, next int32 // children, siblings

	kind   kind
	header bool  // the table has, or is implied by, a [header]
	depth  uint8 // how many keys lead here
}

// document is a parsed file. It does not change after Parse.
type document struct {
	filename string
	text     string
	nodes    []node
	lines    lineIndex
}

// append adds n as the last child of parent and returns its index.
func (d *document) append(parent int32, n node) int32 {
	i := int32(len(d.nodes))
	d.nodes = append(d.nodes, n)
	p := &d.nodes[parent]
	if p.last == 0 {
		p.first = i
	} else {
		d.nodes[p.last].next = i
	}
	p.last = i
	return i
}

func (d *document) len(parent int32) int {
	n := 0
	for i := d.nodes[parent].first; i != 0; i = d.nodes[i].next {
		n++
	}
	return n
}

func (d *document) rangeOf(s span) hcl.Range {
	return hcl.Range{
		Filename: d.filename,
		Start:    d.lines.pos(d.text, s.start),
		End:      d.lines.pos(d.text, s.end),
	}
}

// definition is the range that introduces the table n: its header, else its
// key, else (in an array) its value.
func (n *node) definition() span {
	if n.header || n.key == (span{}) {
		return n.at
	}
	return n.key
}
