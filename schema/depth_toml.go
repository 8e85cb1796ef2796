package schema

import "bytes"

// scanTOML counts the nesting of src, and returns how far it got. The parts of
// a dotted key are tables in tables, so dots count as operators do in HCL.
func scanTOML(src []byte, n *nesting) int {
	pos := 0
	for pos < len(src) && !n.tooDeep() {
		c := src[pos]
		pos++
		switch c {
		case '"', '\'':
			pos = endOfText(src, pos-1)
		case '#':
			pos = endOfLine(src, pos)
		case '[', '{':
			n.open(c, false)
		case ']':
			n.close('[')
		case '}':
			n.close('{')
		case '\n':
			n.endLine()
		case ',':
			n.end()
		case '.':
			n.operator()
		}
	}
	return pos
}

// endOfText returns where the string that begins at pos ends. One in a line
// ends with it: parsers stop there.
func endOfText(src []byte, pos int) int {
	quote := src[pos]
	three := []byte{quote, quote, quote}
	long := bytes.HasPrefix(src[pos:], three)
	if long {
		pos += 2
	}
	for pos++; pos < len(src); pos++ {
		switch c := src[pos]; {
		case c == '\\' && quote == '"':
			pos++
		case c == '\n' && !long:
			return pos
		case c == quote && !long:
			return pos + 1
		case c == quote && bytes.HasPrefix(src[pos:], three):
			return endOfQuotes(src, pos)
		}
	}
	return pos
}

// endOfQuotes returns the end of a long string whose closing quotes begin at
// pos. Up to two more belong to the string.
func endOfQuotes(src []byte, pos int) int {
	end := pos + 3
	for end < len(src) && end < pos+5 && src[end] == src[pos] {
		end++
	}
	return end
}
