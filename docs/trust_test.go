package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`")
	testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Za-z0-9_]+)\(`)
)

// TestClaimsOfTrustHaveTests: each row of the table says what holds it, and every
// test that the page names is in the tree.
func TestClaimsOfTrustHaveTests(t *testing.T) {
	text := prose(t, "trust.md")
	tests := testsInTheTree(t)
	for _, m := range testName.FindAllStringSubmatch(text, -1) {
		if !tests[m[1]] {
			t.Errorf("trust.md names %s, which is no test here", m[1])
		}
	}
	rows := tableRows(text, "| who | can | cannot | held by |")
	if len(rows) < 15 {
		t.Fatalf("only %d rows: is that the table?", len(rows))
	}
	for _, row := range rows {
		cells := strings.Split(strings.Trim(row, "|"), "|")
		if len(cells) != 4 {
			t.Errorf("%d cells: %s", len(cells), row)
			continue
		}
		if by := cells[3]; !testName.MatchString(by) && !link.MatchString(by) {
			t.Errorf("nothing holds this: %s", row)
		}
	}
}

// tableRows returns the rows below a table's head, without the line between.
func tableRows(text, head string) []string {
	_, table, _ := strings.Cut(text, head+"\n")
	table, _, _ = strings.Cut(table, "\n\n")
	_, table, _ = strings.Cut(table, "\n")
	return strings.Split(table, "\n")
}

func testsInTheTree(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range testFunc.FindAllSubmatch(text, -1) {
			out[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
