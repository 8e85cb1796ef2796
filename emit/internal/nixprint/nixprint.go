// Package nixprint writes Nix expressions that are data: no variables, no
// functions, no interpolation. The layout is that of nixfmt (Nix RFC 166), so
// that a formatter run over the files changes nothing.
package nixprint

import (
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/buildmachines/buildmachines/internal/parallel"
)

// Value is a [Set], [List], [Strings], [Each], [String], [Text], [Int], [Float] or
// [Bool], or [Null].
type Value interface{ print(p *printer) }

// Set is an attribute set. The attributes are written in the order given.
type Set []Attr

// Attr is one attribute. A path of several names stands for nested sets.
type Attr struct {
	name  string // the first of the path
	names []string
	value Value
}

// At returns the attribute at the path. Most paths are one name, which needs no
// list; modules have many.
func At(v Value, path ...string) Attr { return Attr{path[0], slices.Clone(path[1:]), v} }

// List is a list.
type List []Value

// Strings is a list of strings.
type Strings []string

// Each is a list of N elements that are made one by one when they are printed,
// so that a long list is never held as a whole. An element is printed before the
// next is made, which may use its memory.
type Each struct {
	N    int
	Make func(i int) Value
}

// String is a string. Text of several lines is written as such.
type String string

// Text is a string that a function writes, so that a long one is never held as a
// whole. It is refused unless it can be written line by line, and each Write
// has to be of whole lines.
type Text func(w io.Writer) error

// Int is a number that is not negative: Nix has no literal of others.
type Int int64

// Float is a number with a fraction, and not negative either.
type Float float64

// Bool is true or false.
type Bool bool

// Null is the value null.
type Null struct{}

// WriteModule writes the comment and a module that sets the attributes whatever
// it is given. The attributes are printed on every processor, the last one first:
// if it is the longest, no processor is left alone with it at the end.
func WriteModule(w io.Writer, comment string, attrs Set) error {
	printers := make([]printer, len(attrs)+2)
	first, last := &printers[0], &printers[len(attrs)+1]
	first.text(comment)
	first.text("{ ... }:\n{")
	parallel.Each(len(attrs), func(done int) {
		i := len(attrs) - 1 - done
		p := &printers[1+i]
		p.nested(func() {
			p.newline()
			p.attr(&attrs[i])
		})
	})
	last.text("\n}\n")
	return writeAll(w, printers)
}

// Append appends v.
func Append(dst []byte, v Value) ([]byte, error) {
	var p printer
	v.print(&p)
	return p.appendTo(dst), p.err
}

// width is how long a line may become where nixfmt has a choice.
const width = 100

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
	p.name(a.name)
	for _, name := range a.names {
		p.text(".")
		p.name(name)
	}
	p.text(" = ")
	a.value.print(p)
	p.text(";")
}

func (l List) print(p *printer) {
	p.list(len(l), len(l) == 1 && isAtom(l[0]), func(i int) { l[i].print(p) })
}

func (l Strings) print(p *printer) {
	p.list(len(l), len(l) == 1 && isAtom(String(l[0])), func(i int) { String(l[i]).print(p) })
}

func (e Each) print(p *printer) {
	if e.N == 1 {
		List{e.Make(0)}.print(p)
		return
	}
	p.list(e.N, false, func(i int) { e.Make(i).print(p) })
}

// nixfmt gives every element a line of its own if there are two or more.
func (p *printer) list(n int, oneAtom bool, element func(i int)) {
	switch {
	case n == 0:
		p.text("[ ]")
		return
	case oneAtom && p.fits(element):
		return
	}
	p.text("[")
	p.nested(func() {
		for i := range n {
			p.newline()
			element(i)
		}
	})
	p.newline()
	p.text("]")
}

func isAtom(v Value) bool {
	switch v := v.(type) {
	case Set, List, Strings, Each, Text:
		return false
	case String:
		return !isText([]byte(v), classesOf(v))
	}
	return true
}

// fits prints a list with one element on the same line if there is room, with
// the semicolon that may follow.
func (p *printer) fits(element func(i int)) bool {
	mark := len(p.out)
	p.text("[ ")
	element(0)
	p.text(" ]")
	if utf8.RuneCount(p.out[p.start:])+len(";") <= width {
		return true
	}
	p.out = p.out[:mark]
	return false
}

func (s String) print(p *printer) {
	has := classesOf(s)
	switch err := check(s, has); {
	case err != nil:
		p.refuse("%w", err)
	case has&lineBreak != 0 && isText([]byte(s), has):
		p.block(func() { p.lines([]byte(s), has) })
	default:
		p.out = appendQuoted(p.out, string(s), has)
	}
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
