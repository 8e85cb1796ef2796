package schema

import "bytes"

// MaxDepth is how deep brackets, and operators within one expression, may
// nest. Both parsers recurse over brackets, and HCL's evaluation over
// operators; Go ends a program whose stack overflows.
const MaxDepth = 1000

// tooDeep returns the line where src nests deeper than MaxDepth, or 0.
func tooDeep(src []byte, syntax Syntax) int {
	s := depthScanner{src: src, operators: syntax == HCL}
	for s.pos < len(src) && s.fine() {
		s.step()
	}
	if s.fine() {
		return 0
	}
	return 1 + bytes.Count(src[:min(s.pos, len(src))], []byte("\n"))
}

// depthScanner knows just enough of both languages to tell code from strings
// and comments. Where it errs, it counts too much.
type depthScanner struct {
	src       []byte
	pos       int
	open      []byte // the brackets that are open; '"' is a string around a template
	operators bool   // count them
	ops       int    // operators in the expression so far
}

func (s *depthScanner) fine() bool { return len(s.open) <= MaxDepth && s.ops <= MaxDepth }

func (s *depthScanner) top() byte {
	if len(s.open) == 0 {
		return 0
	}
	return s.open[len(s.open)-1]
}

func (s *depthScanner) step() {
	c := s.src[s.pos]
	s.pos++
	switch c {
	case '[', '{', '(':
		s.open = append(s.open, c)
	case ']', '}', ')':
		s.close()
	case '"':
		s.text()
	case '#':
		s.pos = endOfLine(s.src, s.pos)
	case '\n':
		// In parentheses and lists an expression goes on after the line.
		if t := s.top(); t != '(' && t != '[' {
			s.ops = 0
		}
	case ',':
		s.ops = 0
	case '+', '-', '*', '/', '%', '!', '?', '&', '|', '<', '>', '=':
		if s.operators {
			s.ops++
		}
	}
}

// close closes the innermost bracket, and goes on with the string around it if
// that was a template's.
func (s *depthScanner) close() {
	if len(s.open) == 0 {
		return
	}
	s.open = s.open[:len(s.open)-1]
	if s.top() == '"' {
		s.open = s.open[:len(s.open)-1]
		s.text()
	}
}

// text skips a string in one line, up to its end or to a template in it.
func (s *depthScanner) text() {
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		s.pos++
		switch {
		case c == '"' || c == '\n':
			return
		case c == '\\':
			s.pos++
		case (c == '$' || c == '%') && s.operators && s.pos < len(s.src) && s.src[s.pos] == '{':
			s.pos++
			s.open = append(s.open, '"', '{')
			return
		}
	}
}

func endOfLine(src []byte, from int) int {
	if i := bytes.IndexByte(src[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(src)
}
