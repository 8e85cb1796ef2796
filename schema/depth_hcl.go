package schema

import (
	"bytes"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// hclScanner tells code from strings, heredocs and comments exactly as HCL's
// own scanner does (hclsyntax/scan_tokens.rl): what one takes for text and the
// other for code could nest unseen. The text is valid UTF-8.
type hclScanner struct {
	*nesting
	src    []byte
	pos    int
	modes  []mode // what the scanner is in; code when empty
	braces int    // that are open, those of templates included
}

// mode is a string, a heredoc, or the code in a template of one of them.
type mode struct {
	kind       byte   // one of the constants below
	braces     int    // template: how many were open with its own
	marker     []byte // heredoc: what ends it
	lineStart  bool   // heredoc: nothing of the line was read yet
	directives int    // `%{ if }` and the like, which nest without brackets
}

const (
	quotedMode   = '"'
	heredocMode  = '<'
	templateMode = '$'
)

// scanHCL counts the nesting of src, and returns how far it got.
func scanHCL(src []byte, n *nesting) int {
	s := hclScanner{nesting: n, src: src}
	for s.pos < len(src) && !n.tooDeep() {
		if m := s.mode(); m == nil || m.kind == templateMode {
			s.code()
		} else {
			s.text(m)
		}
	}
	return s.pos
}

func (s *hclScanner) mode() *mode {
	if len(s.modes) == 0 {
		return nil
	}
	return &s.modes[len(s.modes)-1]
}

func (s *hclScanner) enter(m mode) { s.modes = append(s.modes, m) }

func (s *hclScanner) leave() {
	s.total -= s.mode().directives
	s.modes = s.modes[:len(s.modes)-1]
}

// peek returns the byte i after the next, or 0.
func (s *hclScanner) peek(i int) byte {
	if s.pos+i < len(s.src) {
		return s.src[s.pos+i]
	}
	return 0
}

func (s *hclScanner) code() {
	c := s.src[s.pos]
	s.pos++
	switch c {
	case '"':
		s.enter(mode{kind: quotedMode})
	case '#':
		s.pos = endOfLine(s.src, s.pos)
	case '/':
		s.slash()
	case '<':
		s.less()
	case '{':
		s.braces++
		s.open('{', !s.forFollows())
	case '}':
		s.closeBrace()
	case '(', '[':
		s.open(c, false)
	case ')':
		s.close('(')
	case ']':
		if s.close('[') {
			s.operator() // x[0][0] is a chain, too
		}
	case '\n':
		s.endLine()
	case ',':
		s.end()
	case '+', '-', '*', '%', '!', '?', '&', '|', '>', '=':
		s.operator()
	}
}

// slash goes on after a "/", which begins a comment or is an operator. Without
// an end, "/*" is two operators.
func (s *hclScanner) slash() {
	switch s.peek(0) {
	case '/':
		s.pos = endOfLine(s.src, s.pos)
		return
	case '*':
		if s.openComment > 0 {
			break
		}
		if i := bytes.Index(s.src[s.pos+1:], []byte("*/")); i >= 0 {
			s.pos += i + 3
			return
		}
		s.openComment = s.pos + 1
	}
	s.operator()
}

// less goes on after a "<", which begins a heredoc or is an operator.
func (s *hclScanner) less() {
	if s.peek(0) != '<' {
		s.operator()
		return
	}
	marker := bytes.TrimPrefix(s.src[s.pos+1:], []byte("-"))
	marker = marker[:identEnd(marker)]
	rest := bytes.TrimPrefix(s.src[s.pos+1:], []byte("-"))[len(marker):]
	rest, newline := bytes.CutPrefix(bytes.TrimPrefix(rest, []byte("\r")), []byte("\n"))
	if !newline || !hclsyntax.ValidIdentifier(string(marker)) {
		s.operator()
		return
	}
	s.pos = len(s.src) - len(rest)
	s.enter(mode{kind: heredocMode, marker: marker, lineStart: true})
}

// identEnd returns how many bytes at the beginning of src may be those of a
// name: all that mean nothing else.
func identEnd(src []byte) int {
	for i, c := range src {
		if c < 0x80 && c != '_' && c != '-' && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z') {
			return i
		}
	}
	return len(src)
}

// closeBrace ends a template if all braces in it are closed.
func (s *hclScanner) closeBrace() {
	if m := s.mode(); m != nil && m.braces == s.braces {
		s.leave()
		s.close(templateMode)
	} else {
		s.close('{')
	}
	s.braces--
}

// forFollows reports whether a brace begins a `for` expression, in which line
// ends mean nothing.
func (s *hclScanner) forFollows() bool {
	rest := s.src[s.pos:]
	for {
		rest = bytes.TrimLeft(rest, " \t\r\n")
		end := "\n"
		switch {
		case bytes.HasPrefix(rest, []byte("#")), bytes.HasPrefix(rest, []byte("//")):
		case bytes.HasPrefix(rest, []byte("/*")) && s.openComment == 0:
			end = "*/"
		default:
			return string(rest[:identEnd(rest[:min(len(rest), 4)])]) == "for"
		}
		i := bytes.Index(rest, []byte(end))
		if i < 0 {
			return false
		}
		rest = rest[i+len(end):]
	}
}

// text goes on in a string or heredoc, up to a template in it or to its end.
// In HCL a string does not end with its line; that it should is the parser's
// business.
func (s *hclScanner) text(m *mode) {
	if m.lineStart && s.heredocEnds(m) {
		return
	}
	for s.pos < len(s.src) {
		c := s.src[s.pos]
		s.pos++
		switch {
		case c == '$' || c == '%':
			if s.template(c, m) {
				return
			}
		case m.kind == heredocMode:
			if c == '\n' {
				m.lineStart = true
				return
			}
		case c == '"':
			s.leave()
			return
		case c == '\\' && s.peek(0) != '\n' && s.peek(0) != '\r':
			s.pos++
		}
	}
}

// heredocEnds reports whether the line is the end of the heredoc, and skips it.
func (s *hclScanner) heredocEnds(m *mode) bool {
	m.lineStart = false
	end := endOfLine(s.src, s.pos)
	if !bytes.Equal(bytes.TrimSpace(s.src[s.pos:end]), m.marker) {
		return false
	}
	s.pos = end
	s.leave()
	return true
}

// template begins the template of a "${" or "%{" after its first byte. "$${"
// and "%%{" are text.
func (s *hclScanner) template(c byte, m *mode) bool {
	if s.peek(0) == c && s.peek(1) == '{' {
		s.pos += 2
		return false
	}
	if s.peek(0) != '{' {
		return false
	}
	s.pos++
	if c == '%' {
		m.directives++
		s.total++
	}
	s.braces++
	s.open(templateMode, false)
	s.enter(mode{kind: templateMode, braces: s.braces})
	return true
}
