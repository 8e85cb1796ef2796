package schema

import "bytes"

// MaxDepth is how deep brackets, and operators within one expression, may
// nest. Both parsers recurse over brackets, and HCL's evaluation over
// operators; Go ends a program whose stack overflows.
const MaxDepth = 1000

// survey looks at src before any parser does. It returns how far it got: up to
// where src is too deep, or to its end.
func survey(src []byte, syntax Syntax) (n *nesting, pos int) {
	n = &nesting{frames: []frame{{lines: true}}}
	if syntax == TOML {
		return n, scanTOML(src, n)
	}
	return n, scanHCL(src, n)
}

// lineOf returns the number of the line of the byte at pos.
func lineOf(src []byte, pos int) int {
	return 1 + bytes.Count(src[:min(pos, len(src))], []byte("\n"))
}

// nesting counts how deep a parser has to recurse. Where the text is not what
// the language allows, it counts too much rather than too little.
type nesting struct {
	frames []frame // the file, and the brackets that are open
	total  int     // the brackets, and the operators of every frame

	// openComment is the offset after the "/*" of an HCL comment that has no
	// end, or 0. HCL's scanner looks for the end again from every "/*" on.
	openComment int
}

// frame is an open bracket.
type frame struct {
	bracket   byte
	lines     bool // an expression ends with its line
	operators int  // of the expression so far: a chain of them is a deep tree
}

func (n *nesting) tooDeep() bool { return n.total > MaxDepth }

func (n *nesting) top() *frame { return &n.frames[len(n.frames)-1] }

func (n *nesting) open(bracket byte, lines bool) {
	n.frames = append(n.frames, frame{bracket: bracket, lines: lines})
	n.total++
}

// close closes the innermost bracket. One of another kind closes nothing: a
// parser may still be within it.
func (n *nesting) close(bracket byte) bool {
	f := n.top()
	if f.bracket != bracket {
		return false
	}
	n.total -= 1 + f.operators
	n.frames = n.frames[:len(n.frames)-1]
	return true
}

func (n *nesting) operator() {
	n.top().operators++
	n.total++
}

// end ends the expression: what follows is another one.
func (n *nesting) end() {
	f := n.top()
	n.total -= f.operators
	f.operators = 0
}

func (n *nesting) endLine() {
	if n.top().lines {
		n.end()
	}
}

func endOfLine(src []byte, from int) int {
	if i := bytes.IndexByte(src[from:], '\n'); i >= 0 {
		return from + i
	}
	return len(src)
}
