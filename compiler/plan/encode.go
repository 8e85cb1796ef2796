package plan

import (
	"bytes"
	"io"
	"reflect"
	"slices"
)

// Encode writes the JSON form of p, which is part of the program's interface:
// indented by two blanks, keys sorted, one line feed at the end.
func Encode(w io.Writer, p *Plan) error {
	e := &planEncoder{w: w, base: make(map[string]*Builder, len(p.Builders)), overrides: map[*Builder]text{}}
	for _, b := range p.Builders {
		e.base[b.Name] = b
	}
	e.list('{', '}', 4, func(i int) {
		switch i {
		case 0:
			e.objects("builders", len(p.Builders), func(i int) (string, any) { return p.Builders[i].Name, p.Builders[i] })
		case 1:
			e.objects("clients", len(p.Clients), func(i int) (string, any) { return p.Clients[i].Name, e.client(p.Clients[i]) })
		case 2:
			e.key("format_version")
			e.value(reflect.ValueOf(FormatVersion))
		case 3:
			e.objects("jumps", len(p.Jumps), func(i int) (string, any) {
				e.skip = "endpoints" // which only builders have
				return p.Jumps[i].Name, p.Jumps[i]
			})
		}
	})
	e.out = append(e.out, '\n')
	return e.flush(0)
}

// planEncoder writes one object of the plan after the other, since a plan can be
// large. It latches the first error of the writer.
type planEncoder struct {
	encoder
	w         io.Writer
	err       error
	base      map[string]*Builder
	overrides map[*Builder]text // that several clients share
}

// flushAt is how much is held before it is written, in bytes.
const flushAt = 64 << 10

func (e *planEncoder) flush(limit int) error {
	if e.err == nil && len(e.out) > limit {
		_, e.err = e.w.Write(e.out)
		e.out = e.out[:0]
	}
	return e.err
}

// objects writes a member of the plan that holds objects by name. The names come
// sorted.
func (e *planEncoder) objects(name string, n int, member func(i int) (name string, object any)) {
	e.key(name)
	e.list('{', '}', n, func(i int) {
		if e.flush(flushAt) != nil {
			return
		}
		name, object := member(i)
		e.key(name)
		e.value(reflect.ValueOf(object))
	})
}

// clientForm is a client with the names of its builders, and what is different in
// them for it alone.
type clientForm struct {
	*Client
	BuilderNames  []string        `json:"builders"`
	DisabledNames []string        `json:"disabled_builders"`
	Overrides     map[string]text `json:"overrides"`
}

func (e *planEncoder) client(c *Client) clientForm {
	out := clientForm{Client: c, BuilderNames: names(c.Builders), DisabledNames: names(c.Disabled), Overrides: map[string]text{}}
	for _, b := range slices.Concat(c.Builders, c.Disabled) {
		if b == e.base[b.Name] {
			continue
		}
		diff, ok := e.overrides[b]
		if !ok {
			diff = difference(e.base[b.Name], b)
			e.overrides[b] = diff
		}
		if len(diff) > 0 {
			out.Overrides[b.Name] = diff
		}
	}
	return out
}

// overrideDepth is how deep the overrides of a builder stand: in the plan, the
// clients, the client and the overrides.
const overrideDepth = 4

// difference returns an object of the fields of b that are not as in base; none is
// empty. Clients are those of the base alone.
func difference(base, b *Builder) text {
	var changed []field
	from, to := reflect.ValueOf(base).Elem(), reflect.ValueOf(b).Elem()
	for _, f := range fieldsOf(to.Type()) {
		if f.name != "clients" && !bytes.Equal(form(f, from), form(f, to)) {
			changed = append(changed, f)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	e := encoder{depth: overrideDepth}
	e.list('{', '}', len(changed), func(i int) { e.field(changed[i], to) })
	return e.out
}

func form(f field, of reflect.Value) []byte {
	var e encoder
	e.field(f, of)
	return e.out
}

func names(bs []*Builder) []string {
	out := make([]string, len(bs))
	for i, b := range bs {
		out[i] = b.Name
	}
	return out
}
