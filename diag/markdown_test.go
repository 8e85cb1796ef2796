package diag_test

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/golden"
)

func TestDiagnosticsPageIsCurrent(t *testing.T) {
	var page bytes.Buffer
	if err := diag.Markdown(&page); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join("..", "docs", "diagnostics.md")
	golden.Compare(t, file, page.String())
}

func TestEntriesAreWellFormed(t *testing.T) {
	kebab := regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	seen := map[diag.Code]bool{}
	for _, e := range diag.Catalogue() {
		if !kebab.MatchString(string(e.Code)) {
			t.Errorf("%q is not kebab-case", e.Code)
		}
		if seen[e.Code] {
			t.Errorf("%s stands twice", e.Code)
		}
		seen[e.Code] = true
		checkSummary(t, e)
		if e.Meaning == "" {
			t.Errorf("%s: no meaning", e.Code)
		}
	}
}

func checkSummary(t *testing.T, e diag.Entry) {
	t.Helper()
	s := e.Summary
	if s == "" || len(s) > 60 {
		t.Errorf("%s: the summary has %d characters", e.Code, len(s))
		return
	}
	if s[0] < 'A' || s[0] > 'Z' {
		t.Errorf("%s: the summary %q does not begin with a capital", e.Code, s)
	}
	if s[len(s)-1] == '.' {
		t.Errorf("%s: the summary %q ends with a period", e.Code, s)
	}
}
