package tomlbody

import (
	"bufio"
	"sort"
	"strings"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"
)

// markEvery is the distance of marks within a line. It bounds what one
// position costs in files that are one long line.
const markEvery = 512

// mark is a known position.
type mark struct{ off, line, column int32 }

// lineIndex turns byte offsets into lines and columns. It has a mark at each
// line's start, and more in long lines.
type lineIndex struct {
	marks []mark
	// hint is the mark of the last answer: bodies are read from front to back.
	hint atomic.Int32
}

// build indexes text from the offset start, which is behind a byte order mark.
func (x *lineIndex) build(text string, start int) {
	x.marks = make([]mark, 0, 1+strings.Count(text, "\n"))
	for line := int32(1); ; line++ {
		x.marks = append(x.marks, mark{int32(start), line, 1})
		n := strings.IndexByte(text[start:], '\n')
		if n < 0 {
			x.markLongLine(text, len(text))
			return
		}
		x.markLongLine(text, start+n)
		start += n + 1
	}
}

// markLongLine adds marks between the last one and the end of its line. They
// stand between two ASCII characters, where no grapheme cluster is cut.
func (x *lineIndex) markLongLine(text string, end int) {
	last := x.marks[len(x.marks)-1]
	for i := int(last.off) + markEvery; i < end-1; i++ {
		if text[i-1] >= 0x80 || text[i] >= 0x80 {
			continue
		}
		last = mark{int32(i), last.line, last.column + columns(text[last.off:i])}
		x.marks = append(x.marks, last)
		i += markEvery - 1
	}
}

// pos returns the position of the byte at off. Like hcl, it counts columns in
// grapheme clusters and gives a byte order mark none.
func (x *lineIndex) pos(text string, off int32) hcl.Pos {
	m := x.marks[x.find(off)]
	column := m.column
	if off > m.off {
		column += columns(text[m.off:off])
	}
	return hcl.Pos{Line: int(m.line), Column: int(column), Byte: int(off)}
}

// find returns the last mark at or before off, or the first one.
func (x *lineIndex) find(off int32) int {
	for i, tries := int(x.hint.Load()), 0; tries < 4 && x.marks[i].off <= off; i, tries = i+1, tries+1 {
		if i+1 == len(x.marks) || off < x.marks[i+1].off {
			x.hint.Store(int32(i))
			return i
		}
	}
	i := sort.Search(len(x.marks), func(i int) bool { return x.marks[i].off > off })
	i = max(i-1, 0)
	x.hint.Store(int32(i))
	return i
}

// columns counts the grapheme clusters of s, which is part of a line.
func columns(s string) int32 {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			i = max(i-1, 0) // the character before may be part of the cluster
			return int32(i) + clusters(s[i:])
		}
	}
	return int32(len(s))
}

// clusters leaves the counting to hcl, so that both syntaxes agree in every
// version of Unicode.
func clusters(s string) int32 {
	line := []byte(strings.ToValidUTF8(strings.TrimSuffix(s, "\r"), "?"))
	sc := hcl.NewRangeScannerFragment(line, "", hcl.InitialPos, all)
	sc.Scan()
	return int32(sc.Range().End.Column - hcl.InitialPos.Column)
}

var all bufio.SplitFunc = func(data []byte, _ bool) (int, []byte, error) { return len(data), data, nil }
