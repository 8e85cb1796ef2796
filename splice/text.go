package splice

import (
	"bytes"
	"slices"

	"github.com/buildmachines/buildmachines/schema"
)

// span is a range of bytes of a file.
type span struct{ start, end int }

// source is the text of a file, with what can be said of it without its
// grammar.
type source struct {
	file   string
	syntax schema.Syntax
	text   []byte
}

// newline is how the file ends its lines.
func (s *source) newline() string {
	if n := bytes.IndexByte(s.text, '\n'); n > 0 && s.text[n-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// lineStart is where the line of the byte at off begins, behind a byte order
// mark.
func (s *source) lineStart(off int) int {
	start := bytes.LastIndexByte(s.text[:off], '\n') + 1
	if start == 0 && bytes.HasPrefix(s.text, []byte("\uFEFF")) {
		return min(len("\uFEFF"), off)
	}
	return start
}

// line is the number of the line of the byte at off.
func (s *source) line(off int) int { return 1 + bytes.Count(s.text[:off], []byte("\n")) }

// indent is the white space that the line of the byte at off begins with.
func (s *source) indent(off int) string {
	line := s.text[s.lineStart(off):off]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// beginsLine reports whether only white space stands before off in its line.
func (s *source) beginsLine(off int) bool {
	return len(s.indent(off)) == off-s.lineStart(off)
}

// deeper is the indentation of what stands inside a line with that indent.
func deeper(indent string) string {
	if len(indent) > 0 && indent[len(indent)-1] == '\t' {
		return indent + "\t"
	}
	return indent + "  "
}

// blanksAfter and blanksBefore return the end of the white space, line breaks
// included, that begins at off, and the start of that which ends there.
func (s *source) blanksAfter(off int) int {
	return len(s.text) - len(bytes.TrimLeft(s.text[off:], " \t\r\n"))
}

func (s *source) blanksBefore(off int) int {
	return len(bytes.TrimRight(s.text[:off], " \t\r\n"))
}

// skip returns the end of the comment or of the white space within a line at
// off, and off where there is none. The line break after a comment is not part
// of it.
func (s *source) skip(off int) int {
	rest := s.text[off:]
	opens := func(token string) bool { return bytes.HasPrefix(rest, []byte(token)) }
	switch hcl := s.syntax == schema.HCL; {
	case opens("#"), hcl && opens("//"):
		if n := bytes.IndexByte(rest, '\n'); n >= 0 {
			return off + len(bytes.TrimSuffix(rest[:n], []byte("\r")))
		}
		return len(s.text)
	case hcl && opens("/*"):
		if n := bytes.Index(rest, []byte("*/")); n >= 0 {
			return off + n + len("*/")
		}
		return off
	}
	return off + len(rest) - len(bytes.TrimLeft(rest, " \t"))
}

// skipBreak returns the end of the line break at off, or off.
func (s *source) skipBreak(off int) int {
	for _, nl := range []string{"\n", "\r\n"} {
		if bytes.HasPrefix(s.text[off:], []byte(nl)) {
			return off + len(nl)
		}
	}
	return off
}

// afterLine returns where the line after off begins, if nothing but a comment
// follows off in its line. At the end of a file without a last line break,
// that is the end.
func (s *source) afterLine(off int) (next int, err error) {
	for {
		end := s.skip(off)
		if end == off {
			break
		}
		off = end
	}
	next = s.skipBreak(off)
	if next == off && off < len(s.text) {
		return 0, s.refuseLayout()
	}
	return next, nil
}

func (s *source) refuseLayout() error {
	return refuse("the layout of %s is not one that can be edited in place", s.file)
}

// change replaces white space, or nothing, by text.
type change struct {
	span
	text string
}

func insert(at int, text string) change { return change{span{at, at}, text} }

// replace makes the changes, whose spans do not overlap.
func replace(text []byte, changes []change) []byte {
	slices.SortStableFunc(changes, func(a, b change) int { return a.start - b.start })
	var out []byte
	from := 0
	for _, c := range changes {
		out = append(append(out, text[from:c.start]...), c.text...)
		from = c.end
	}
	return append(out, text[from:]...)
}
