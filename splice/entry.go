package splice

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/schema"
)

// entry is what is added to a block.
type entry struct {
	name  string
	kind  kind
	texts []string // the elements of a list; the one text
	inner []entry  // the texts of a nested block
}

type kind uint8

const (
	text kind = iota
	list
	nested
)

// printer writes entries in one syntax.
type printer struct {
	syntax  schema.Syntax
	newline string
}

// entry writes e for a line with that indent, which is not written. The name is
// padded to width.
func (p printer) entry(e entry, indent string, width int) (string, error) {
	if e.kind == nested {
		return p.nested(e, indent)
	}
	value, err := p.value(e, indent)
	return e.name + strings.Repeat(" ", max(width-len(e.name), 0)) + " = " + value, err
}

func (p printer) value(e entry, indent string) (string, error) {
	quoted, err := p.quoteAll(e.texts)
	switch {
	case err != nil:
		return "", err
	case e.kind == text:
		return quoted[0], nil
	case len(quoted) == 1:
		return "[" + quoted[0] + "]", nil
	}
	return "[" + p.lines(quoted, deeper(indent)) + p.newline + indent + "]", nil
}

// lines writes elements of a list, each after a line break and before a comma.
func (p printer) lines(quoted []string, indent string) string {
	var b strings.Builder
	for _, q := range quoted {
		b.WriteString(p.newline + indent + q + ",")
	}
	return b.String()
}

// nested writes a block. In TOML it is an inline table: one with a header would
// end the table that it belongs to.
func (p printer) nested(e entry, indent string) (string, error) {
	width := 0
	if p.syntax == schema.HCL {
		for _, in := range e.inner {
			width = max(width, len(in.name))
		}
	}
	var items []string
	for _, in := range e.inner {
		s, err := p.entry(in, deeper(indent), width)
		if err != nil {
			return "", err
		}
		items = append(items, s)
	}
	if p.syntax == schema.TOML {
		return e.name + " = { " + strings.Join(items, ", ") + " }", nil
	}
	nl := p.newline + deeper(indent)
	return e.name + " {" + nl + strings.Join(items, nl) + p.newline + indent + "}", nil
}

func (p printer) quoteAll(texts []string) ([]string, error) {
	out := make([]string, len(texts))
	for i, s := range texts {
		var err error
		if out[i], err = p.quote(s); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// quote returns s as a string literal. What is added is one line of text.
func (p printer) quote(s string) (string, error) {
	if !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }) {
		return "", refuse("the value is not one line of text")
	}
	if p.syntax == schema.HCL {
		return string(hclwrite.TokensForValue(cty.StringVal(s)).Bytes()), nil
	}
	// A basic string; without control characters, TOML escapes only these two.
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`, nil
}

// key returns a label as a part of a TOML key.
func (p printer) key(label string) (string, error) {
	if strings.Contains(label, ".") {
		return p.quote(label)
	}
	return label, nil // labels are otherwise bare words
}
