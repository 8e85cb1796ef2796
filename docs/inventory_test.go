package docs_test

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/schema"
)

// inventoryReference returns every block with its attributes, and the functions.
func inventoryReference() string {
	var b strings.Builder
	for i, d := range schema.Reference() {
		if i > 0 {
			b.WriteByte('\n')
		}
		writeBlock(&b, d)
	}
	names := slices.Sorted(maps.Keys(schema.Functions(&schema.Sources{})))
	b.WriteString("\n### functions\n\n" + codes(names) + ".\n")
	return b.String()
}

func writeBlock(b *strings.Builder, d schema.BlockDoc) {
	fmt.Fprintf(b, "### %s\n", blockTitle(d))
	if d.Doc != "" {
		fmt.Fprintf(b, "\n%s\n", d.Doc)
	}
	if len(d.Within) > 0 {
		fmt.Fprintf(b, "\nAllowed in %s.\n", codes(d.Within))
	}
	writeAttributes(b, d.Attrs)
	writeSpellings(b, d)
}

func blockTitle(d schema.BlockDoc) string {
	switch {
	case d.Name == "":
		return "top level"
	case d.Label != "":
		return fmt.Sprintf("%s \"%s\"", d.Name, strings.ToUpper(d.Label))
	}
	return d.Name
}

func writeAttributes(b *strings.Builder, attrs []schema.Row) {
	if len(attrs) == 0 {
		return
	}
	shared := slices.ContainsFunc(attrs, func(r schema.Row) bool { return len(r.In.Blocks()) > 0 })
	head := []string{"attribute", "type", "default"}
	if shared {
		head = append(head, "allowed in")
	}
	b.WriteString("\n" + tableHead(append(head, "meaning")...))
	for _, r := range attrs {
		cells := []string{code(r.Name), typeOf(r), defaultOf(r)}
		if shared {
			cells = append(cells, strings.Join(r.In.Blocks(), ", "))
		}
		b.WriteString(row(append(cells, r.Doc)...))
	}
}

func typeOf(r schema.Row) string {
	out := r.Type.String()
	switch {
	case len(r.Choices) > 0:
		out = codes(r.Choices)
	case r.Max > r.Min:
		out += fmt.Sprintf(", %s to %s", number(r.Min), number(r.Max))
	}
	if r.HCLOnly {
		out += "; HCL only"
	}
	return out
}

func defaultOf(r schema.Row) string {
	switch v := r.Default.(type) {
	case nil:
		switch {
		case r.Required:
			return "required"
		case r.DefaultDoc == "":
			return "unset"
		}
		return r.DefaultDoc
	case []string:
		return code(`["` + strings.Join(v, `", "`) + `"]`)
	case string:
		return code(strconv.Quote(v))
	case float64:
		return code(number(v))
	default:
		return code(fmt.Sprint(v))
	}
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// writeSpellings lists what other programs call the block and its attributes.
func writeSpellings(b *strings.Builder, d schema.BlockDoc) {
	var lines []string
	if len(d.Foreign) > 0 {
		lines = append(lines, fmt.Sprintf("- the block: %s\n", codes(d.Foreign)))
	}
	for _, r := range d.Attrs {
		if len(r.Foreign) > 0 {
			lines = append(lines, fmt.Sprintf("- %s: %s\n", code(r.Name), codes(r.Foreign)))
		}
	}
	if len(lines) > 0 {
		b.WriteString("\nThese spellings are errors that tell you the right name:\n\n" + strings.Join(lines, ""))
	}
}

func TestEveryAttributeIsDocumented(t *testing.T) {
	for _, d := range schema.Reference() {
		if d.Doc == "" && d.Name != "" {
			t.Errorf("block %s: no documentation", d.Name)
		}
		for _, r := range d.Attrs {
			if !strings.HasSuffix(r.Doc, ".") {
				t.Errorf("%s of %s: %q is not a whole sentence", r.Name, blockTitle(d), r.Doc)
			}
		}
	}
}
