package report

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// snippet is a line of source as it is shown, and the carets below it.
type snippet struct{ text, carets string }

// snippet returns the first line of the range at; false when the range does
// not fit the file.
func (f *file) snippet(at hcl.Range) (snippet, bool) {
	if f == nil || at.Start.Line > len(f.starts) || at.End.Byte > len(f.src) {
		return snippet{}, false
	}
	l := f.line(at.Start.Line)
	if at.Start.Byte < l.start || at.Start.Byte > l.end {
		return snippet{}, false
	}
	if why := f.whyHidden(at.Start.Line, l); why != "" {
		return snippet{text: "(line not shown: " + why + ")"}, true
	}
	text := bytes.TrimRight(f.src[l.start:l.end], "\r\n")
	from, to := at.Start.Byte-l.start, at.End.Byte-l.start
	if bom := len("\ufeff"); l.start == 0 && bytes.HasPrefix(text, []byte("\ufeff")) {
		text, from, to = text[bom:], max(0, from-bom), max(0, to-bom)
	}
	return cut(text, min(from, len(text)), min(to, len(text))), true
}

const (
	lineColumns   = 100 // a wider line is cut
	beforeCaret   = 50  // columns that a cut line keeps before the caret
	lookAround    = 8 * lineColumns
	ellipsis      = "…"
	ellipsisWidth = 1
)

// cell is a character of the source as it is shown.
type cell struct {
	text  string
	width int
	next  int // the offset of the next character in the source
}

// cut lays out line with carets below [from, to), at least one. It looks only
// at the neighbourhood of from, so a line of megabytes costs no more than
// another.
func cut(line []byte, from, to int) snippet {
	lo, hi := runeStart(line, from-lookAround), runeStart(line, from+lookAround)
	cells, caret := layout(string(line[lo:hi]), from-lo)
	left, right := window(cells, caret)

	var text, carets strings.Builder
	if lo > 0 || left > 0 {
		text.WriteString(ellipsis)
		carets.WriteString(strings.Repeat(" ", ellipsisWidth))
	}
	marked := 0
	for i, c := range cells[left:right] {
		text.WriteString(c.text)
		switch {
		case left+i < caret:
			carets.WriteString(strings.Repeat(" ", c.width))
		case left+i == caret || cells[left+i-1].next+lo < to:
			marked += c.width
		}
	}
	if hi < len(line) || right < len(cells) {
		text.WriteString(ellipsis)
	}
	carets.WriteString(strings.Repeat("^", max(1, marked)))
	return snippet{text.String(), carets.String()}
}

// layout returns the characters of s and the index of the one at or around the
// byte offset from; len(cells) when from is the end.
func layout(s string, from int) (cells []cell, caret int) {
	cells = make([]cell, 0, len(s))
	for at := 0; at < len(s); {
		text, size := termtext.Visible(s[at:])
		at += size
		cells = append(cells, cell{text, columns(text), at})
		if at <= from {
			caret = len(cells)
		}
	}
	return cells, caret
}

// window returns which cells fit on a line, the caret among them.
func window(cells []cell, caret int) (left, right int) {
	total := 0
	for _, c := range cells {
		total += c.width
	}
	if total <= lineColumns {
		return 0, len(cells)
	}
	used := 0
	for left = caret; left > 0 && used+cells[left-1].width <= beforeCaret; left-- {
		used += cells[left-1].width
	}
	for right = caret; right < len(cells) && used+cells[right].width <= lineColumns; right++ {
		used += cells[right].width
	}
	return left, right
}

// runeStart returns the offset of the character around the offset at, which is
// first moved into b.
func runeStart(b []byte, at int) int {
	at = min(max(at, 0), len(b))
	for back := 0; back < utf8.UTFMax && at-back > 0 && at-back < len(b); back++ {
		if utf8.RuneStart(b[at-back]) {
			return at - back
		}
	}
	return at
}
