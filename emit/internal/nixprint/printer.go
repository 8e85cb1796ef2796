package nixprint

import (
	"fmt"
	"io"
	"sync"
)

// printer collects the text and keeps the first error.
type printer struct {
	pieces [][]byte // what comes before out
	out    []byte
	indent int // in columns
	start  int // of the line in out
	err    error
}

// pieceSize is where a large text is cut, so that none of it is copied to make
// room for more.
const pieceSize = 64 << 10

// spare has pieces that were written, for the next module.
var spare = sync.Pool{New: func() any { return new([pieceSize]byte) }}

func (p *printer) text(s string) { p.out = append(p.out, s...) }

// newline ends a line. That is where the text can be cut: nobody goes back to a
// line before.
func (p *printer) newline() {
	if len(p.out) > pieceSize-longLine {
		p.pieces = append(p.pieces, p.out)
		p.out = spare.Get().(*[pieceSize]byte)[:0]
	}
	p.start = len(p.out) + len("\n")
	n := min(p.indent, len(margin)-1)
	p.out = append(p.out, margin[:1+n]...)
	for ; n < p.indent; n++ {
		p.out = append(p.out, ' ')
	}
}

// longLine is the room that is left for a last line in a piece, which grows if
// that is longer.
const longLine = 1 << 10

// margin is a line break and the blanks of most lines.
const margin = "\n                                "

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

func (p *printer) appendTo(dst []byte) []byte {
	for _, piece := range p.pieces {
		dst = append(dst, piece...)
	}
	return append(dst, p.out...)
}

// writeAll writes what the printers collected, or nothing if one has an error.
func writeAll(w io.Writer, printers []printer) error {
	for i := range printers {
		p := &printers[i]
		if p.err != nil {
			return p.err
		}
		p.pieces = append(p.pieces, p.out)
	}
	for _, p := range printers {
		for _, piece := range p.pieces {
			if _, err := w.Write(piece); err != nil {
				return err
			}
			if cap(piece) == pieceSize {
				spare.Put((*[pieceSize]byte)(piece[:pieceSize]))
			}
		}
	}
	return nil
}
