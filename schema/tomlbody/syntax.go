package tomlbody

import (
	"errors"

	"github.com/pelletier/go-toml/v2/unstable"
)

// maxDepth bounds how many keys may lead to a value. BurntSushi walks all of
// them from the root for each key of a document, so "a.a.a.a..." costs it the
// square of its length: seconds for 16 kB. Inventories need five.
const maxDepth = 64

// fault is why a file cannot be used.
type fault struct {
	at     span
	detail string
}

// reader grows the nodes of a document from pelletier's syntax tree. That
// package promises no stable interface: no other file knows it.
//
// It only notes what stands where. Whether keys are defined twice, and what
// values mean, is for BurntSushi; what does not fit together in spite of that
// is found by bind.
type reader struct {
	*document
	parser unstable.Parser
	base   int32 // bytes of the byte order mark
	tables map[edge]int32
	fault  *fault
}

// edge is the way from a table to one within it.
type edge struct {
	parent int32
	name   string
}

// read fills d from src[base:] and returns the first syntax error, or nil.
func (d *document) read(src []byte, base, headers int) *fault {
	r := &reader{document: d, base: int32(base), tables: make(map[edge]int32, headers)}
	r.parser.Reset(src[base:])
	current := int32(0)
	for r.fault == nil && r.parser.NextExpression() {
		switch e := r.parser.Expression(); e.Kind {
		case unstable.KeyValue:
			r.keyValue(current, e)
		case unstable.Table:
			current = r.tableHeader(e)
		case unstable.ArrayTable:
			current = r.arrayHeader(e)
		}
	}
	if err := r.parser.Error(); err != nil {
		r.fault = r.syntaxError(err)
	}
	return r.fault
}

func (r *reader) syntaxError(err error) *fault {
	var pe *unstable.ParserError
	if !errors.As(err, &pe) {
		panic("internal error: the TOML parser gives an unknown error")
	}
	// A highlight is the rest of a slice of the source: its capacity tells
	// where it begins (Parser.Range does the same, but panics).
	start := int32(cap(r.parser.Data())-cap(pe.Highlight)) + r.base
	return &fault{span{start, start + int32(len(pe.Highlight))}, parserSays(pe.Message)}
}

func (r *reader) span(raw unstable.Range) span {
	return span{int32(raw.Offset) + r.base, int32(raw.Offset+raw.Length) + r.base}
}

// tableHeader reads [a.b] and returns the table b.
func (r *reader) tableHeader(e *unstable.Node) int32 {
	at := r.headerSpan(e, 1)
	parent, last, before := r.walk(0, e.Key(), &node{kind: table, at: at, header: true})
	key := r.span(last.Raw)
	i, known := r.tables[edge{parent, r.name(last)}]
	if !known {
		return r.table(parent, last, node{kind: table, before: before, at: at, header: true})
	}
	// The table was implied by [a.b.c]: its own header defines it.
	n := &r.nodes[i]
	n.key, n.before, n.at, n.header = key, before, at, true
	return i
}

// arrayHeader reads [[a.b]] and returns the new element of b.
func (r *reader) arrayHeader(e *unstable.Node) int32 {
	at := r.headerSpan(e, 2)
	parent, last, before := r.walk(0, e.Key(), &node{kind: table, at: at, header: true})
	i, known := r.tables[edge{parent, r.name(last)}]
	if !known {
		i = r.table(parent, last, node{kind: tableArray, before: before, at: at, header: true})
	}
	return r.append(i, node{kind: table, at: at, header: true, depth: r.nodes[i].depth})
}

// headerSpan returns where the header e stands, with its brackets.
func (r *reader) headerSpan(e *unstable.Node, brackets int32) span {
	var first, last span
	for it := e.Key(); it.Next(); {
		last = r.span(it.Node().Raw)
		if first == (span{}) {
			first = last
		}
	}
	start := first.start
	for r.text[start-1] != '[' {
		start--
	}
	return span{start - brackets, r.skip(last.end) + brackets}
}

// keyValue reads a.b = value into the table parent.
func (r *reader) keyValue(parent int32, e *unstable.Node) {
	all := r.span(e.Raw)
	parent, last, before := r.walk(parent, e.Key(), &node{kind: table, at: span{end: all.end}})
	i := r.add(parent, last, node{before: before})
	r.value(i, e.Value(), r.skip(r.nodes[i].key.end))
}

// walk follows all keys but the last one, and makes tables like implied where
// there are none. It returns the table that holds the last key, that key, and
// the key before it.
func (r *reader) walk(parent int32, keys unstable.Iterator, implied *node) (int32, *unstable.Node, span) {
	var before span
	var last *unstable.Node
	for keys.Next() {
		k := keys.Node()
		if last != nil {
			n := *implied
			n.before = before
			if !n.header {
				n.at.start = r.span(k.Raw).start
			}
			parent, before = r.step(parent, last, n), r.span(last.Raw)
		}
		last = k
	}
	return parent, last, before
}

// step returns the table called key in parent, which is implied if new.
func (r *reader) step(parent int32, key *unstable.Node, implied node) int32 {
	i, known := r.tables[edge{parent, r.name(key)}]
	if !known {
		return r.table(parent, key, implied)
	}
	if r.nodes[i].kind == tableArray {
		return r.nodes[i].last // [[a]] is open until the next [[a]]
	}
	return i
}

// table adds a table that later headers and dotted keys can find.
func (r *reader) table(parent int32, key *unstable.Node, n node) int32 {
	i := r.add(parent, key, n)
	r.tables[edge{parent, r.nodes[i].name}] = i
	return i
}

func (r *reader) add(parent int32, key *unstable.Node, n node) int32 {
	n.name, n.key = r.name(key), r.span(key.Raw)
	n.depth = min(r.nodes[parent].depth+1, maxDepth)
	if r.nodes[parent].depth == maxDepth && r.fault == nil {
		r.fault = &fault{n.key, "Tables nest deeper here than any inventory does."}
	}
	return r.append(parent, n)
}

// name returns the decoded key, without a copy where it has no escapes.
func (r *reader) name(key *unstable.Node) string {
	at := r.span(key.Raw)
	switch int(at.end-at.start) - len(key.Data) {
	case 0:
		return r.text[at.start:at.end]
	case 2: // quotes; an escape is always longer than what it stands for
		return r.text[at.start+1 : at.end-1]
	}
	return string(key.Data)
}

// value notes where the value v of node i stands, and where its elements do.
// It begins at start. The return value is where it ends.
func (r *reader) value(i int32, v *unstable.Node, start int32) int32 {
	end := start + 1
	switch v.Kind {
	case unstable.Array:
		r.nodes[i].kind = array
		for it := v.Children(); it.Next(); {
			element := r.append(i, node{depth: r.nodes[i].depth})
			end = r.value(element, it.Node(), r.skip(end))
		}
		end = r.skip(end) + 1
	case unstable.InlineTable:
		r.nodes[i].kind = table
		for it := v.Children(); it.Next(); {
			r.keyValue(i, it.Node())
			end = r.span(it.Node().Raw).end
		}
		end = r.skip(end) + 1
	default:
		end = r.span(v.Raw).end
	}
	r.nodes[i].at = span{start, end}
	return end
}

// skip returns the first byte at or after off that is part of a key, a value
// or a bracket. The syntax tree has no positions for brackets.
func (r *reader) skip(off int32) int32 {
	for ; ; off++ {
		switch r.text[off] {
		case ' ', '\t', '\r', '\n', ',', '=':
		case '#':
			for r.text[off] != '\n' {
				off++
			}
		default:
			return off
		}
	}
}
