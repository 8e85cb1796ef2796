package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	link    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading = regexp.MustCompile(`(?m)^#{1,6} +(.+)$`)
	fence   = regexp.MustCompile("(?ms)^```.*?^```$")
)

// TestLinksLeadSomewhere checks the relative links of all pages, and their
// anchors. Nothing is fetched.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		text := prose(t, page)
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(m[1], "#")
			to := page
			if file != "" {
				to = filepath.Join(filepath.Dir(page), file)
			}
			if _, err := os.Stat(to); err != nil {
				t.Errorf("%s: the link %s leads nowhere", page, m[1])
				continue
			}
			if anchor != "" && !slices.Contains(anchors(prose(t, to)), anchor) {
				t.Errorf("%s: %s has no heading for #%s", page, to, anchor)
			}
		}
	}
}

// TestEveryPageIsInTheIndex keeps pages from being lost.
func TestEveryPageIsInTheIndex(t *testing.T) {
	index := prose(t, "README.md")
	for _, page := range pages(t) {
		rel, err := filepath.Rel(".", page)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(rel, "..") && rel != "README.md" && !strings.Contains(index, "("+filepath.ToSlash(rel)+")") {
			t.Errorf("docs/README.md does not link to %s", rel)
		}
	}
}

func pages(t *testing.T) []string {
	t.Helper()
	out := []string{"../README.md", "../CHANGELOG.md", "../SECURITY.md"}
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".md" {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// prose returns a page without its code blocks.
func prose(t *testing.T, page string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	return fence.ReplaceAllString(string(text), "")
}

var notInAnchors = regexp.MustCompile(`[^a-z0-9 _-]`)

// anchors returns the names that GitHub gives the headings of a page.
func anchors(text string) []string {
	var out []string
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		name := notInAnchors.ReplaceAllString(strings.ToLower(m[1]), "")
		out = append(out, strings.ReplaceAll(name, " ", "-"))
	}
	return out
}
