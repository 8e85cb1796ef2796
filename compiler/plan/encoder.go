package plan

import (
	"bytes"
	"encoding/json"
	"io"
)

// encoder writes JSON object by object, since a plan can be large and
// encoding/json holds all of what it indents, twice. It latches the first
// error.
type encoder struct {
	w    io.Writer
	out  []byte
	line bytes.Buffer // one object without white space
	json *json.Encoder
	err  error
}

func newEncoder(w io.Writer) *encoder {
	e := &encoder{w: w}
	e.json = json.NewEncoder(&e.line)
	e.json.SetEscapeHTML(false)
	return e
}

// flushAt is how much is held before it is written, in bytes.
const flushAt = 64 << 10

func (e *encoder) flush(limit int) error {
	if e.err == nil && len(e.out) > limit {
		_, e.err = e.w.Write(e.out)
		e.out = e.out[:0]
	}
	return e.err
}

func (e *encoder) text(s string) { e.out = append(e.out, s...) }

// objects writes an object of n members, which are objects themselves, one
// level below the outermost. The names come sorted.
func (e *encoder) objects(n int, member func(i int) (name string, form any, err error)) {
	if n == 0 {
		e.text("{}")
		return
	}
	e.text("{\n    ")
	for i := range n {
		if i > 0 {
			e.text(",\n    ")
		}
		name, form, err := member(i)
		if err != nil && e.err == nil {
			e.err = err
		}
		e.value(name)
		e.text(": ")
		e.value(form)
		if e.flush(flushAt) != nil {
			return
		}
	}
	e.text("\n  }")
}

// value writes v, indented as a member two levels deep.
func (e *encoder) value(v any) {
	e.line.Reset()
	if err := e.json.Encode(v); err != nil && e.err == nil {
		e.err = err
	}
	e.out = indent(e.out, bytes.TrimRight(e.line.Bytes(), "\n"), 2)
}

// indent appends src, which is valid JSON without white space, in the layout
// of json.Indent. It is several times as fast, since it need not check.
func indent(dst, src []byte, depth int) []byte {
	newline := func() {
		dst = append(dst, '\n')
		for range depth {
			dst = append(dst, ' ', ' ')
		}
	}
	for i := 0; i < len(src); i++ {
		switch c := src[i]; c {
		case '"':
			end := stringEnd(src, i)
			dst = append(dst, src[i:end]...)
			i = end - 1
		case '{', '[':
			dst = append(dst, c)
			if src[i+1] == c+2 { // the closing one: "{}" and "[]" are 2 apart
				dst = append(dst, c+2)
				i++
				continue
			}
			depth++
			newline()
		case '}', ']':
			depth--
			newline()
			dst = append(dst, c)
		case ',':
			dst = append(dst, c)
			newline()
		case ':':
			dst = append(dst, ':', ' ')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// stringEnd returns the offset behind the string that begins at start.
func stringEnd(src []byte, start int) int {
	for i := start + 1; ; i++ {
		switch src[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}
