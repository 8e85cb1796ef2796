// Package nixprint writes Nix expressions that are data: no variables, no
// functions, no interpolation. The layout is that of nixfmt (Nix RFC 166), so
// that a formatter run over the files changes nothing.
package nixprint

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Value is a [Set], [List], [String], [Int], [Float] or [Bool], or [Null].
type Value interface{ print(p *printer) }

// Set is an attribute set. The attributes are written in the order given.
type Set []Attr

// Attr is one attribute. A path of several names stands for nested sets.
type Attr struct {
	Path  []string
	Value Value
}

// At returns the attribute at the path.
func At(v Value, path ...string) Attr { return Attr{path, v} }

// List is a list.
type List []Value

// Strings returns a list of strings.
func Strings(items []string) List {
	out := make(List, len(items))
	for i, s := range items {
		out[i] = String(s)
	}
	return out
}

// String is a string. Text of several lines is written as such.
type String string

// Int is a number that is not negative: Nix has no literal of others.
type Int int64

// Float is a number with a fraction, and not negative either.
type Float float64

// Bool is true or false.
type Bool bool

// Null is the value null.
type Null struct{}

// AppendModule appends a module that sets the attributes whatever it is given.
func AppendModule(dst []byte, attrs Set) ([]byte, error) {
	p := printer{out: append(dst, "{ ... }:\n"...)}
	attrs.print(&p)
	p.text("\n")
	return p.out, p.err
}

// Append appends v.
func Append(dst []byte, v Value) ([]byte, error) {
	p := printer{out: dst}
	v.print(&p)
	return p.out, p.err
}

// width is how long a line may become where nixfmt has a choice.
const width = 100

// printer collects the text and keeps the first error.
type printer struct {
	out    []byte
	indent int // in columns
	start  int // of the line in out
	err    error
}

func (p *printer) text(s string) { p.out = append(p.out, s...) }

func (p *printer) newline() {
	p.out = append(p.out, '\n')
	p.start = len(p.out)
	for range p.indent {
		p.out = append(p.out, ' ')
	}
}

// nested runs print with two columns more of indentation.
func (p *printer) nested(print func()) {
	p.indent += 2
	print()
	p.indent -= 2
}

func (p *printer) refuse(format string, args ...any) {
	if p.err == nil {
		p.err = fmt.Errorf(format, args...)
	}
}

// nixfmt puts a set with one attribute on one line only if its source does.
func (s Set) print(p *printer) {
	if len(s) == 0 {
		p.text("{ }")
		return
	}
	p.text("{")
	p.nested(func() {
		for i := range s {
			p.newline()
			p.attr(&s[i])
		}
	})
	p.newline()
	p.text("}")
}

func (p *printer) attr(a *Attr) {
	for i, name := range a.Path {
		if i > 0 {
			p.text(".")
		}
		p.name(name)
	}
	p.text(" = ")
	a.Value.print(p)
	p.text(";")
}

// nixfmt gives every element a line of its own if there are two or more.
func (l List) print(p *printer) {
	switch {
	case len(l) == 0:
		p.text("[ ]")
		return
	case len(l) == 1 && isAtom(l[0]) && p.fits(l[0]):
		return
	}
	p.text("[")
	p.nested(func() {
		for _, v := range l {
			p.newline()
			v.print(p)
		}
	})
	p.newline()
	p.text("]")
}

func isAtom(v Value) bool {
	switch v := v.(type) {
	case Set, List:
		return false
	case String:
		return !isText(string(v))
	}
	return true
}

// fits prints a list with one element on the same line if there is room, with
// the semicolon that may follow.
func (p *printer) fits(v Value) bool {
	mark := len(p.out)
	p.text("[ ")
	v.print(p)
	p.text(" ]")
	if utf8.RuneCount(p.out[p.start:])+len(";") <= width {
		return true
	}
	p.out = p.out[:mark]
	return false
}

func (s String) print(p *printer) {
	if err := Check(string(s)); err != nil {
		p.refuse("%w", err)
		return
	}
	if isText(string(s)) {
		p.lines(string(s))
		return
	}
	p.out = appendQuoted(p.out, string(s))
}

func (n Int) print(p *printer) {
	if n < 0 {
		p.refuse("%d is negative, and Nix has no such literal", int64(n))
	}
	p.out = strconv.AppendInt(p.out, int64(n), 10)
}

// A float needs its point, even one without a fraction (parser.l, FLOAT).
func (f Float) print(p *printer) {
	if !(f >= 0) || math.IsInf(float64(f), 0) {
		p.refuse("%v is no number that Nix has a literal of", float64(f))
	}
	text := strconv.FormatFloat(float64(f), 'f', -1, 64)
	if !strings.Contains(text, ".") {
		text += ".0"
	}
	p.text(text)
}

func (b Bool) print(p *printer) { p.out = strconv.AppendBool(p.out, bool(b)) }

func (Null) print(p *printer) { p.text("null") }
