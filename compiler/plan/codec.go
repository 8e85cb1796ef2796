package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The JSON form of a struct has the names of its tags, sorted, and every field:
// lists and maps are never null, and a value that stands for unset is. Which value
// that is the tag `unset` says; encoding/json knows no such thing, and would need a
// second struct for each. Reading needs nothing but encoding/json.

// field is a field of a struct in the JSON form.
type field struct {
	name  string
	index []int
	unset string // the number that stands for unset
	null  bool   // something stands for unset
}

var known sync.Map // of []field by reflect.Type

// fieldsOf returns the fields of t, those of embedded structs among them, sorted.
func fieldsOf(t reflect.Type) []field {
	if fields, ok := known.Load(t); ok {
		return fields.([]field)
	}
	var out []field
	for _, f := range reflect.VisibleFields(t) {
		name := f.Tag.Get("json")
		if name == "-" || f.Anonymous {
			continue
		}
		if name == "" {
			panic(fmt.Sprintf("internal error: %v.%s has no name in JSON", t, f.Name))
		}
		unset, null := f.Tag.Lookup("unset")
		out = append(out, field{name, f.Index, unset, null})
	}
	slices.SortFunc(out, func(a, b field) int { return strings.Compare(a.name, b.name) })
	known.Store(t, out)
	return out
}

// isUnset reports whether v stands for unset.
func (f field) isUnset(v reflect.Value) bool {
	switch {
	case !f.null:
		return false
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10) == f.unset
	}
	return v.IsZero()
}

// text is JSON in its final layout.
type text []byte

// encoder appends values in the layout of json.Indent with two blanks. The bytes
// are made in one pass, because json.Indent takes as long as all the rest.
type encoder struct {
	out   []byte
	depth int
	skip  string // a field that is left out
}

func (e *encoder) value(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		e.string(v.String())
	case reflect.Bool:
		e.out = strconv.AppendBool(e.out, v.Bool())
	case reflect.Int:
		e.out = strconv.AppendInt(e.out, v.Int(), 10)
	case reflect.Float64:
		e.float(v.Float())
	case reflect.Pointer:
		if v.IsNil() {
			e.out = append(e.out, "null"...)
			return
		}
		e.value(v.Elem())
	case reflect.Slice:
		e.slice(v)
	case reflect.Map:
		e.mapping(v)
	case reflect.Struct:
		e.fields(v)
	default:
		panic(fmt.Sprintf("internal error: a %v in the plan", v.Type()))
	}
}

func (e *encoder) string(s string) {
	plain := !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' || r == '"' || r == '\\' })
	if plain {
		e.out = append(append(append(e.out, '"'), s...), '"')
		return
	}
	var b bytes.Buffer
	j := json.NewEncoder(&b)
	j.SetEscapeHTML(false)
	_ = j.Encode(s) // a string has a form, and a buffer takes it
	e.out = append(e.out, bytes.TrimSuffix(b.Bytes(), []byte("\n"))...)
}

// float has the form of encoding/json. The schema allows neither NaN nor infinity.
func (e *encoder) float(f float64) {
	b, err := json.Marshal(f)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	e.out = append(e.out, b...)
}

func (e *encoder) slice(v reflect.Value) {
	if t, ok := v.Interface().(text); ok {
		e.out = append(e.out, t...)
		return
	}
	if logins, ok := v.Interface().(Logins); ok {
		e.value(reflect.ValueOf(logins.byClient()))
		return
	}
	e.list('[', ']', v.Len(), func(i int) { e.value(v.Index(i)) })
}

func (e *encoder) mapping(v reflect.Value) {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	e.list('{', '}', len(keys), func(i int) {
		e.key(keys[i].String())
		e.value(v.MapIndex(keys[i]))
	})
}

func (e *encoder) fields(v reflect.Value) {
	fields := fieldsOf(v.Type())
	if skip := e.skip; skip != "" {
		e.skip = "" // on this level only
		fields = slices.DeleteFunc(slices.Clone(fields), func(f field) bool { return f.name == skip })
	}
	e.list('{', '}', len(fields), func(i int) { e.field(fields[i], v) })
}

func (e *encoder) field(f field, of reflect.Value) {
	e.key(f.name)
	if v := of.FieldByIndex(f.index); f.isUnset(v) {
		e.out = append(e.out, "null"...)
	} else {
		e.value(v)
	}
}

func (e *encoder) key(name string) {
	e.string(name)
	e.out = append(e.out, ": "...)
}

func (e *encoder) list(open, end byte, n int, item func(i int)) {
	e.out = append(e.out, open)
	e.depth++
	for i := range n {
		if i > 0 {
			e.out = append(e.out, ',')
		}
		e.newline()
		item(i)
	}
	e.depth--
	if n > 0 {
		e.newline()
	}
	e.out = append(e.out, end)
}

func (e *encoder) newline() {
	e.out = append(e.out, '\n')
	for range e.depth {
		e.out = append(e.out, "  "...)
	}
}
