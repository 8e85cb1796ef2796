package splice

import "strings"

// brackets is a list, or an inline table: something with elements, commas and a
// closing bracket.
type brackets struct {
	open, close int
	elements    []span
	pad         string // between the brackets and the elements of one line
}

// appendTo puts elements, as they are to be written, behind those that are there.
func (s *source) appendTo(b brackets, written []string) ([]change, error) {
	if len(b.elements) == 0 {
		return s.fill(b, written)
	}
	last := b.elements[len(b.elements)-1]
	comma, end, err := s.gap(last.end, b.close)
	if err != nil {
		return nil, err
	}
	if end >= 0 {
		return s.appendLines(b, last, comma, end, written), nil
	}
	between := ", "
	if s.beginsLine(last.start) && s.lineStart(last.start) > b.open {
		between = "," + s.newline() + s.indent(last.start)
	}
	more := strings.Join(written, between)
	if comma >= 0 {
		return []change{insert(comma+1, between[1:]+more+",")}, nil
	}
	return []change{insert(last.end, between+more)}, nil
}

// gap looks at what stands between the last element and the closing bracket:
// where the comma is, and where the line ends that has both. They are -1 where
// there are none.
func (s *source) gap(from, close int) (comma, end int, err error) {
	comma, end = -1, -1
	for off := from; off < close; {
		next := s.skip(off)
		switch nl := s.skipBreak(off); {
		case next > off:
		case nl > off:
			if next = nl; end < 0 {
				end = nl
			}
		case s.text[off] == ',' && comma < 0:
			comma, next, end = off, off+1, -1
		default:
			return 0, 0, s.refuseLayout()
		}
		off = next
	}
	return comma, end, nil
}

// appendLines puts each element on a line of its own. The last one has a comma
// if the one before it has.
func (s *source) appendLines(b brackets, last span, comma, at int, written []string) []change {
	indent := deeper(s.indent(b.close))
	if s.beginsLine(last.start) {
		indent = s.indent(last.start)
	}
	nl := s.newline()
	lines := indent + strings.Join(written, ","+nl+indent)
	if comma >= 0 {
		return []change{insert(at, lines+","+nl)}
	}
	return []change{insert(last.end, ","), insert(at, lines+nl)}
}

// fill puts elements between brackets that have none.
func (s *source) fill(b brackets, written []string) ([]change, error) {
	inside := span{b.open + 1, b.close}
	nl, indent := s.newline(), s.indent(b.close)
	lines := func() string { return deeper(indent) + strings.Join(written, ","+nl+deeper(indent)) + "," + nl }
	switch {
	case s.lineStart(b.close) > b.open && s.beginsLine(b.close):
		return []change{insert(s.lineStart(b.close), lines())}, nil
	case s.blanksAfter(inside.start) != inside.end:
		return []change{insert(inside.end, strings.Join(written, ", ")+b.pad)}, nil
	case len(written) == 1:
		return []change{{inside, b.pad + written[0] + b.pad}}, nil
	}
	return []change{{inside, nl + lines() + indent}}, nil
}
