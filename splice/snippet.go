package splice

import (
	"strings"

	"github.com/buildmachines/buildmachines/schema"
)

// Snippet is what a user pastes to add texts to a block: the attributes in the
// block that they belong to.
type Snippet struct {
	Syntax       schema.Syntax
	Block, Label string
	Inner        string   // the block inside that the texts belong to, or ""
	List         string   // the attribute that Items belong to, or ""
	Items        []string // elements of a list
	Texts        []Text
	// MadeAt is the place of a block with for_each, which the attributes have to
	// reach through each.value. It is "" for a block that is there once.
	MadeAt string
}

// String writes the snippet, with a line break at the end.
func (s Snippet) String() string {
	p := printer{s.Syntax, "\n"}
	var entries []entry
	if s.List != "" {
		entries = append(entries, entry{name: s.List, kind: list, texts: s.Items})
	}
	for _, t := range s.Texts {
		entries = append(entries, entry{name: t.Name, kind: text, texts: []string{t.Value}})
	}
	if s.Inner != "" && s.Syntax == schema.HCL {
		entries = []entry{{name: s.Inner, kind: nested, inner: entries}}
	}
	head, indent, tail, err := s.frame(p)
	width := 0
	for _, e := range entries {
		width = max(width, len(e.name))
	}
	var b strings.Builder
	b.WriteString(head)
	for _, e := range entries {
		line, lineErr := p.entry(e, indent, width)
		if lineErr != nil {
			err = lineErr
		}
		b.WriteString(indent + line + "\n")
	}
	if err != nil {
		panic("internal error: a snippet of what no inventory can hold")
	}
	return b.String() + tail
}

// frame returns the lines of the block around the attributes.
func (s Snippet) frame(p printer) (head, indent, tail string, err error) {
	if s.MadeAt != "" {
		return "# " + s.Block + " " + quote(s.Label) + " is made by for_each at " + s.MadeAt + ", where each.value has to give it:\n", "", "", nil
	}
	if s.Syntax == schema.HCL {
		label, err := p.quote(s.Label)
		return s.Block + " " + label + " {\n", "  ", "}\n", err
	}
	key, err := p.key(s.Label)
	head = "[" + s.Block + "." + key
	if s.Inner != "" {
		head += "." + s.Inner
	}
	return head + "]\n", "", "", err
}
