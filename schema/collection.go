package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// maxItems bounds every list and map.
const maxItems = 10_000

func (l *List) decode(d *decoder, r *Row, a *hcl.Attribute) {
	before := len(d.diags)
	l.evaluate(d, r, a)
	if len(l.Items) == 0 && d.diags[before:].HasErrors() {
		l.State = Refused
	}
}

func (l *List) evaluate(d *decoder, r *Row, a *hcl.Attribute) {
	l.At = a.Expr.Range()
	if exprs, diags := hcl.ExprList(a.Expr); !diags.HasErrors() {
		l.State = Given
		if d.tooMany(r, len(exprs), l.At) {
			return
		}
		l.Items = make([]Item, 0, len(exprs))
		for _, e := range exprs {
			state := Absent
			if v, ok := d.value(e, &state); ok || state == Null {
				l.FromFile = l.FromFile || d.fromFile
				l.add(d, r, v, e.Range())
			}
		}
		l.refuseDoubles(d, r)
		return
	}
	v, ok := d.value(a.Expr, &l.State)
	if !ok {
		return
	}
	l.FromFile = d.fromFile
	if ty := v.Type(); !ty.IsListType() && !ty.IsTupleType() && !ty.IsSetType() {
		d.wrongType(r, v, l.At)
		return
	}
	if d.tooMany(r, v.LengthInt(), l.At) {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		l.add(d, r, e, l.At)
	}
	l.refuseDoubles(d, r)
}

// add appends one element. One that is refused is left out.
func (l *List) add(d *decoder, r *Row, v cty.Value, at hcl.Range) {
	if v.IsNull() || v.Type() != cty.String {
		d.add(diag.WrongType, at, "%s is a %s, and an element of it is %s.", r.Name, r.Type, friendlyType(v))
		return
	}
	if s := d.text(r, v.AsString(), at); s != "" {
		l.Items = append(l.Items, Item{V: s, At: at, State: Given})
	}
}

func (l *List) refuseDoubles(d *decoder, r *Row) {
	if len(l.Items) < 2 {
		return
	}
	seen := make(map[string]bool, len(l.Items))
	for _, it := range l.Items {
		if seen[it.V] {
			d.add(diag.DuplicateItem, it.At, "%s has %s twice.", r.Name, diag.Quote(it.V))
		}
		seen[it.V] = true
	}
}

func (d *decoder) tooMany(r *Row, n int, at hcl.Range) bool {
	if n <= maxItems {
		return false
	}
	d.add(diag.TooManyItems, at, "%s has %d items; %d are allowed.", r.Name, n, maxItems)
	return true
}

func (m *Map) decode(d *decoder, r *Row, a *hcl.Attribute) {
	m.At = a.Expr.Range()
	var keys keyIndex
	if pairs, diags := hcl.ExprMap(a.Expr); !diags.HasErrors() {
		m.State = Given
		if d.tooMany(r, len(pairs), m.At) {
			return
		}
		for _, p := range pairs {
			var state State
			if k, ok := d.value(p.Key, &state); ok && k.Type() == cty.String {
				m.FromFile = m.FromFile || d.fromFile
				state = Absent
				v, _ := d.value(p.Value, &state)
				m.FromFile = m.FromFile || d.fromFile
				m.add(d, r, &keys, k.AsString(), p.Key.Range(), v, p.Value.Range(), state)
			} else if ok {
				d.add(diag.WrongType, p.Key.Range(), "A name in %s is a string.", r.Name)
			}
		}
		return
	}
	v, ok := d.value(a.Expr, &m.State)
	if !ok {
		return
	}
	m.FromFile = d.fromFile
	if ty := v.Type(); !ty.IsMapType() && !ty.IsObjectType() {
		d.wrongType(r, v, m.At)
		return
	}
	if d.tooMany(r, v.LengthInt(), m.At) {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		state := Given
		if e.IsNull() {
			state = Null
		}
		m.add(d, r, &keys, k.AsString(), m.At, e, m.At, state)
	}
}

func (m *Map) add(d *decoder, r *Row, keys *keyIndex, key string, keyAt hcl.Range, v cty.Value, at hcl.Range, state State) {
	if state == Absent {
		return // already reported
	}
	e := Entry{Key: key, KeyAt: keyAt, Value: Value[string]{At: at, State: state}}
	if !e.decode(d, r, v) {
		return
	}
	if keys.of(m.Entries, e.Key) >= 0 {
		d.add(diag.DuplicateItem, keyAt, "%s has %s twice.", r.Name, diag.Quote(e.Key))
		return
	}
	m.Entries = append(m.Entries, e)
}

// decode checks an entry whose value is v, and gives the key its one spelling.
// An entry that is null has only a key to check.
func (e *Entry) decode(d *decoder, r *Row, v cty.Value) bool {
	if d.text(r, e.Key, e.KeyAt) == "" {
		return false
	}
	if e.State == Given {
		if infinite(v) {
			d.add(diag.OutOfRange, e.At, "%s of %s is infinite: something was divided by zero.", e.Key, r.Name)
			return false
		}
		s, ok := scalarText(r, v)
		if !ok {
			d.add(diag.WrongType, e.At, "A value in %s is %s, and this is %s.%s", r.Name, scalarName(r), friendlyType(v), scalarHint(v))
			return false
		}
		if s != "" && d.text(r, s, e.At) == "" {
			return false
		}
		e.V = s
	}
	key, p := r.entry(e.Key, e.V)
	switch {
	case p == nil, p.InValue && e.State == Null:
	case p.InValue:
		d.problem(p, e.At)
		return false
	default:
		d.problem(p, e.KeyAt)
		return false
	}
	e.Key = key
	d.nameless(e.V, e.At)
	return true
}

func infinite(v cty.Value) bool { return v.Type() == cty.Number && v.AsBigFloat().IsInf() }

func scalarText(r *Row, v cty.Value) (string, bool) {
	if v.Type() == cty.String {
		return v.AsString(), true
	}
	if r.scalar == nil {
		return "", false
	}
	return r.scalar(v)
}
