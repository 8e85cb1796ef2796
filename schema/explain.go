package schema

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// explain replaces a diagnostic of hcl.Body.Content, which knows names only,
// by ours, which knows the table: what is written elsewhere, and how other
// programs spell it. Both syntaxes word their diagnostics alike.
func explain[B any](src *Sources, t *table[B], place Place, dg *hcl.Diagnostic) *hcl.Diagnostic {
	if diag.CodeOf(dg) != "" || dg.Subject == nil {
		return dg
	}
	at := *dg.Subject
	switch {
	case dg.Summary == "Unsupported argument":
		return unknownAttribute(t, place, src.name(at), at)
	case dg.Summary == "Unsupported block type":
		return unknownBlock(t, place, src.name(at), at)
	case strings.HasPrefix(dg.Summary, "Extraneous label"), strings.HasPrefix(dg.Summary, "Missing "):
		return diag.New(diag.WrongLabels, at, "%s", t.labels(dg.Summary))
	}
	return diag.New(diag.HCLSyntax, at, "%s %s", sentence(dg.Summary), dg.Detail)
}

// labels says which labels the block has that hcl's summary ends with.
func (t *table[B]) labels(summary string) string {
	name := summary[strings.LastIndexByte(summary, ' ')+1:]
	for _, b := range t.Blocks {
		if b.Name == name && b.Label != "" {
			return article(name) + " has one label: " + b.header() + " { ... }."
		}
	}
	return article(name) + " has no label: " + name + " { ... }."
}

func unknownAttribute[B any](t *table[B], place Place, name string, at hcl.Range) *hcl.Diagnostic {
	if ours := t.foreign(name); ours != "" {
		return diag.New(diag.ForeignSpelling, at, "%s is called %s in an inventory.", diag.Quote(name), ours)
	}
	for _, b := range t.Blocks {
		if b.Name == name {
			return diag.New(diag.UnknownAttribute, at, "%s is a block: write it as `%s { ... }` in HCL, as a table in TOML.", name, b.header())
		}
	}
	for _, b := range t.Blocks {
		if b.inside == nil || b.In&place == 0 {
			continue
		}
		if ours := b.inside(name); ours != "" {
			return diag.New(diag.MisplacedItem, at, "%s stands in the block `%s { ... }`.", ours, b.header())
		}
	}
	return diag.New(diag.UnknownAttribute, at, "%s has no attribute %s.%s", article(called(t.Name, place)), diag.Quote(name), didYouMean(name, t.names(place)))
}

func unknownBlock[B any](t *table[B], place Place, name string, at hcl.Range) *hcl.Diagnostic {
	if ours := t.foreign(name); ours != "" {
		return diag.New(diag.ForeignSpelling, at, "%s is called %s in an inventory.", diag.Quote(name), ours)
	}
	for i := range t.Attrs {
		if t.Attrs[i].Name == name {
			return diag.New(diag.UnknownBlock, at, "%s is an attribute: it takes a %s, with an equals sign.", name, t.Attrs[i].Type)
		}
	}
	var names []string
	for _, b := range t.Blocks {
		names = append(names, b.Name)
	}
	return diag.New(diag.UnknownBlock, at, "%s has no block %s.%s", article(called(t.Name, place)), diag.Quote(name), didYouMean(name, names))
}

func (b *subBlock[B]) header() string {
	if b.Label != "" {
		return b.Name + ` "` + strings.ToUpper(b.Label) + `"`
	}
	return b.Name
}

// foreign returns our name for what other programs call name, or "".
func (t *table[B]) foreign(name string) string {
	for i := range t.Attrs {
		if slices.Contains(t.Attrs[i].Foreign, name) {
			return t.Attrs[i].Name
		}
	}
	for _, b := range t.Blocks {
		if slices.Contains(b.Foreign, name) {
			return b.Name
		}
	}
	return ""
}

// ours returns name if it is an attribute, else our name for it, or "".
func (t *table[B]) ours(name string) string {
	if slices.ContainsFunc(t.Attrs, func(a attr[B]) bool { return a.Name == name }) {
		return name
	}
	return t.foreign(name)
}

// refuse marks the attribute that an unknown name was meant for, so that
// nobody misses it.
func (t *table[B]) refuse(b *B, place Place, name string) {
	ours := t.foreign(name)
	if ours == "" {
		ours = check.Suggest(name, t.names(place))
	}
	for i := range t.Attrs {
		if t.Attrs[i].Name == ours {
			t.Attrs[i].of(b).refuse()
		}
	}
}

func (t *table[B]) names(place Place) []string {
	var out []string
	for i := range t.Attrs {
		if t.Attrs[i].In&place != 0 {
			out = append(out, t.Attrs[i].Name)
		}
	}
	for _, b := range t.Blocks {
		out = append(out, b.Name)
	}
	return out
}

var placeNames = []struct {
	place Place
	name  string
}{
	{InBuilder, "builder"}, {InDefaults, "defaults"}, {InProfile, "profile"}, {InOverride, "override"},
	{InClient, "client"}, {InClientDefaults, "client_defaults"},
}

// called returns the name of the block that has the table of that name here.
func called(table string, here Place) string {
	for _, p := range placeNames {
		if p.place == here {
			return p.name
		}
	}
	return table
}

func misplaced(name string, allowed, here Place) string {
	var in []string
	for _, p := range placeNames {
		if allowed&p.place != 0 {
			in = append(in, p.name)
		}
	}
	return name + " stands in " + choices(in) + ", not in " + called("this block", here) + "."
}

// article returns "A builder", "An override", or the plural names as they are.
func article(name string) string {
	switch {
	case name == "defaults" || name == "client_defaults" || name == "locals":
		return "The block " + name
	case name == "inventory":
		return "The top level of an inventory"
	case strings.ContainsRune("aeiou", rune(name[0])), name == "ssh":
		return "An " + name + " block"
	}
	return "A " + name + " block"
}

func didYouMean(given string, known []string) string {
	if s := check.Suggest(given, known); s != "" {
		return " Did you mean " + diag.Quote(s) + "?"
	}
	return ""
}

func choices(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func friendlyType(v cty.Value) string {
	if v.IsNull() {
		return "null"
	}
	switch ty := v.Type(); {
	case ty == cty.String:
		return "a string"
	case ty == cty.Number:
		return "a number"
	case ty == cty.Bool:
		return "a bool"
	case ty.IsObjectType(), ty.IsMapType():
		return "a map"
	default:
		return "a list"
	}
}

// typeHint says how to write what was probably meant.
func typeHint(r *Row, v cty.Value) string {
	if v.Type() == cty.String {
		s := v.AsString()
		switch {
		case r.Type == Words:
			return " Put it in brackets."
		case r.Type == Bool && (s == "true" || s == "false" || s == "yes" || s == "no"):
			return " Write true or false, without quotes."
		case r.Type == Int || r.Type == Number:
			if _, err := strconv.ParseFloat(s, 64); err == nil {
				return " Leave out the quotes."
			}
		}
	}
	if r.Type == Text && v.Type() == cty.Number {
		return " Put it in quotes."
	}
	return ""
}

func scalarName(r *Row) string {
	if _, ok := r.scalar(cty.True); !ok {
		return "a string or a number"
	}
	return "a string, a number or a bool"
}

// scalarHint says how programs spell a bool that a map cannot have.
func scalarHint(v cty.Value) string {
	if v.Type() != cty.Bool || v.IsNull() {
		return ""
	}
	return " ssh has \"yes\" and \"no\"."
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func itemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// sentence ends a summary with a period.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// name returns the key that the user wrote at r, without quotes.
func (s *Sources) name(r hcl.Range) string {
	src := s.Bytes(r.Filename)
	if r.Start.Byte < 0 || r.End.Byte > len(src) || r.Start.Byte > r.End.Byte {
		return ""
	}
	name := string(bytes.Trim(src[r.Start.Byte:r.End.Byte], `"'`))
	if !utf8.ValidString(name) {
		return ""
	}
	return name
}
