package tomlbody

import (
	"math"
	"time"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// binder puts BurntSushi's values into the nodes, and finds where the two
// parsers differ. Such a file is refused: nobody could say what it means.
type binder struct {
	*document
	fault *fault // the first difference
	diags hcl.Diagnostics
}

func (b *binder) table(i int32, values map[string]any) {
	known := 0
	for c := b.nodes[i].first; c != 0; c = b.nodes[c].next {
		v, ok := values[b.nodes[c].name]
		if !ok {
			b.differ(b.nodes[c].key)
			return
		}
		b.value(c, v)
		known++
	}
	if known != len(values) {
		b.differ(b.nodes[i].definition())
	}
}

func (b *binder) value(i int32, v any) {
	n := &b.nodes[i]
	switch v := v.(type) {
	case map[string]any:
		if b.expect(n, table) {
			b.table(i, v)
		}
	case []map[string]any:
		if b.expect(n, tableArray) {
			bindAll(b, i, v)
		}
	case []any:
		if b.expect(n, array) {
			bindAll(b, i, v)
		}
	case time.Time:
		b.unusable(n, "An inventory has no dates and times. Put it in quotes if it is a text.")
	case float64:
		if math.IsInf(v, 0) || math.IsNaN(v) {
			b.unusable(n, "An inventory has no infinite and undefined numbers.")
			return
		}
		b.scalar(n, v)
	default:
		b.scalar(n, v)
	}
}

func (b *binder) scalar(n *node, v any) {
	if b.expect(n, scalar) {
		n.val = v
	}
}

func bindAll[E any](b *binder, i int32, values []E) {
	k := 0
	for c := b.nodes[i].first; c != 0 && k < len(values); c = b.nodes[c].next {
		b.value(c, values[k])
		k++
	}
	if b.len(i) != len(values) {
		b.differ(b.nodes[i].at)
	}
}

func (b *binder) expect(n *node, k kind) bool {
	if n.kind != k {
		b.differ(n.definition())
	}
	return n.kind == k
}

func (b *binder) differ(at span) {
	if b.fault == nil {
		b.fault = &fault{at, "TOML parsers do not agree on what this means. Define each table in one place, and all of an inline table within its braces."}
	}
}

// unusable replaces n by null, so that nothing else complains about it.
func (b *binder) unusable(n *node, detail string) {
	n.kind = unusable
	b.diags = append(b.diags, diag.New(diag.TOMLSyntax, b.rangeOf(n.at), "%s", detail))
}
