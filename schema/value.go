package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"
)

// State tells whether an attribute was written.
type State uint8

// Null removes what was inherited; Absent inherits. Refused was written and
// cannot be used, which was reported: nothing else should complain about it.
const (
	Absent State = iota
	Null
	Given
	Refused
)

// Value is a decoded value and where the user wrote it.
type Value[T any] struct {
	V        T
	At       hcl.Range // the zero range when the value is a default
	State    State
	FromFile bool // the value came out of file()
}

// Set reports whether the value was written, and not as null.
func (v *Value[T]) Set() bool { return v.State == Given }

// Item is an element of a [List].
type Item = Value[string]

// List is a list of texts.
type List struct {
	Items    []Item
	At       hcl.Range
	State    State
	FromFile bool // an element came out of file()
}

// Set reports whether the list was written, and not as null.
func (l *List) Set() bool { return l.State == Given }

// Strings returns the elements.
func (l *List) Strings() []string {
	out := make([]string, len(l.Items))
	for i := range l.Items {
		out[i] = l.Items[i].V
	}
	return out
}

// Entry is one entry of a [Map]. State is Null for a key that is to be removed.
type Entry struct {
	Key   string
	KeyAt hcl.Range
	Value[string]
}

// Map is a map from names to texts, in the order of writing.
type Map struct {
	Entries  []Entry
	At       hcl.Range
	State    State
	FromFile bool // a key or value came out of file()
}

// Set reports whether the map was written, and not as null.
func (m *Map) Set() bool { return m.State == Given }

// Strings returns the map without keys that are null.
func (m *Map) Strings() map[string]string {
	out := make(map[string]string, len(m.Entries))
	for _, e := range m.Entries {
		if e.State == Given {
			out[e.Key] = e.V
		}
	}
	return out
}

// field is what the table needs of every kind of value.
type field interface {
	decode(d *decoder, r *Row, a *hcl.Attribute)
	overlay(src field) // src wins unless it is Absent
	fill(r *Row)       // gives the built-in default where nothing was written
	cty() cty.Value    // the value for references
	origin() (hcl.Range, State)
	refuse() // where nothing was written, what was meant for it cannot be used
}

func (v *Value[T]) overlay(src field) {
	if s := src.(*Value[T]); s.State != Absent {
		*v = *s
	}
}

func (v *Value[T]) fill(r *Row) {
	if v.State == Given {
		return
	}
	*v = Value[T]{State: v.State.filled()}
	if r.Default != nil {
		v.V = r.Default.(T)
	}
}

// filled is the state after filling in: null was a wish, and is granted.
func (s State) filled() State {
	if s == Null {
		return Absent
	}
	return s
}

func (s *State) refuse() {
	if *s == Absent {
		*s = Refused
	}
}

func (v *Value[T]) refuse() { v.State.refuse() }

func (v *Value[T]) origin() (hcl.Range, State) { return v.At, v.State }

func (v *Value[T]) cty() cty.Value { return marked(v.plain(), v.FromFile) }

// marked marks a value that came out of a file again, for others to refer to.
func marked(v cty.Value, is bool) cty.Value {
	if is {
		return v.Mark(fromFile{})
	}
	return v
}

func (v *Value[T]) plain() cty.Value {
	switch x := any(v.V).(type) {
	case bool:
		return cty.BoolVal(x)
	case int:
		if x == 0 && !v.Set() {
			return cty.NullVal(cty.Number)
		}
		return cty.NumberIntVal(int64(x))
	case float64:
		if x == 0 && !v.Set() {
			return cty.NullVal(cty.Number)
		}
		return cty.NumberFloatVal(x)
	case string:
		if x == "" {
			return cty.NullVal(cty.String)
		}
		return cty.StringVal(x)
	}
	panic("internal error: a value of a type that the table does not have")
}

func (l *List) overlay(src field) {
	if s := src.(*List); s.State != Absent {
		*l = *s
	}
}

func (l *List) fill(r *Row) {
	if l.State == Given {
		return
	}
	*l = List{State: l.State.filled()}
	if r.Default != nil {
		for _, s := range r.Default.([]string) {
			l.Items = append(l.Items, Item{V: s})
		}
	}
}

func (l *List) refuse() { l.State.refuse() }

func (l *List) origin() (hcl.Range, State) { return l.At, l.State }

func (l *List) cty() cty.Value { return marked(l.plain(), l.FromFile) }

func (l *List) plain() cty.Value {
	if len(l.Items) == 0 {
		return cty.ListValEmpty(cty.String)
	}
	vals := make([]cty.Value, len(l.Items))
	for i := range l.Items {
		vals[i] = cty.StringVal(l.Items[i].V)
	}
	return cty.ListVal(vals)
}

// overlay merges key by key: a key that is null is removed, a map that is null
// removes everything inherited.
func (m *Map) overlay(src field) {
	s := src.(*Map)
	if s.State == Absent {
		return
	}
	if s.State == Null || len(m.Entries) == 0 {
		*m = *s
		return
	}
	merged := Map{At: s.At, State: s.State, FromFile: m.FromFile || s.FromFile, Entries: append([]Entry(nil), m.Entries...)}
	var at keyIndex
	for _, e := range s.Entries {
		if i := at.of(merged.Entries, e.Key); i >= 0 {
			merged.Entries[i] = e
		} else {
			merged.Entries = append(merged.Entries, e)
		}
	}
	*m = merged
}

// keyIndex finds entries by key. For few of them a map is not worth its making.
type keyIndex map[string]int

// of returns the number of the entry with that key, or -1. The entries may have
// grown since the last call, and nothing else.
func (k *keyIndex) of(entries []Entry, key string) int {
	if len(entries) < 32 {
		return slices.IndexFunc(entries, func(e Entry) bool { return e.Key == key })
	}
	if *k == nil {
		*k = make(keyIndex, 2*len(entries))
	}
	for n := len(*k); n < len(entries); n++ {
		(*k)[entries[n].Key] = n
	}
	if i, ok := (*k)[key]; ok {
		return i
	}
	return -1
}

func (m *Map) fill(*Row) {
	if m.State == Null {
		*m = Map{}
	}
}

func (m *Map) refuse() { m.State.refuse() }

func (m *Map) origin() (hcl.Range, State) { return m.At, m.State }

func (m *Map) cty() cty.Value { return marked(m.plain(), m.FromFile) }

func (m *Map) plain() cty.Value {
	vals := map[string]cty.Value{}
	for k, v := range m.Strings() {
		vals[k] = cty.StringVal(v)
	}
	if len(vals) == 0 {
		return cty.MapValEmpty(cty.String)
	}
	return cty.MapVal(vals)
}
