// Package docs_test keeps the pages true: generated parts are what the code
// says, and links lead somewhere. BUILDMACHINES_UPDATE=1 rewrites the generated
// parts.
package docs_test

import (
	"os"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
)

// The generated part of a page stands between these lines.
const (
	begin = "<!-- Generated from %s by BUILDMACHINES_UPDATE=1 go test ./docs. Do not edit. -->\n"
	end   = "<!-- End of the generated part. -->\n"
)

func TestGeneratedPartsAreCurrent(t *testing.T) {
	for _, p := range []struct{ page, source, text string }{
		{"inventory.md", "the tables of schema", inventoryReference()},
		{"dialects.md", "compiler/dialect.go", dialectTable()},
		{"ssh-options.md", "schema/sshoption/table.go", sshOptionTables()},
	} {
		t.Run(p.page, func(t *testing.T) {
			have, err := os.ReadFile(p.page)
			if err != nil {
				t.Fatal(err)
			}
			want, ok := replacePart(string(have), strings.ReplaceAll(begin, "%s", p.source), p.text)
			if !ok {
				t.Fatalf("the page has no part that begins with %q and ends with %q", begin, end)
			}
			if want == string(have) {
				return
			}
			if os.Getenv("BUILDMACHINES_UPDATE") != "" {
				if err := os.WriteFile(p.page, []byte(want), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			t.Errorf("run BUILDMACHINES_UPDATE=1 go test ./docs\n%s", udiff.Unified(p.page, "generated", string(have), want))
		})
	}
}

// replacePart puts text between the two lines.
func replacePart(page, first, text string) (string, bool) {
	head, rest, ok := strings.Cut(page, first)
	if !ok {
		return "", false
	}
	_, tail, ok := strings.Cut(rest, end)
	return head + first + "\n" + text + "\n" + end + tail, ok
}

// row is one row of a Markdown table.
func row(cells ...string) string {
	for i := range cells {
		cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

func tableHead(names ...string) string {
	return row(names...) + strings.Repeat("|---", len(names)) + "|\n"
}

func code(s string) string { return "`" + s + "`" }

// codes returns the words as code, separated by commas.
func codes(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = code(w)
	}
	return strings.Join(out, ", ")
}
