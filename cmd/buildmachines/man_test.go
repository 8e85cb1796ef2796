package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// manPages writes the pages and returns them by the names of their files.
func manPages(t *testing.T) map[string]string {
	t.Helper()
	dir := t.TempDir()
	var talk bytes.Buffer
	if code := run([]string{"man", "--out", dir}, nil, &talk, &talk); code != exitFine {
		t.Fatalf("exit code %d: %s", code, talk.String())
	}
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(text)
	}
	return out
}

// TestEveryCommandHasAPage looks for what every page has, in its order.
func TestEveryCommandHasAPage(t *testing.T) {
	pages := manPages(t)
	for _, c := range append(newRootCmd().Commands(), newRootCmd()) {
		text, ok := pages[pageName(c)+".1"]
		if ok == c.Hidden {
			t.Errorf("%s: has a page: %v", c.CommandPath(), ok)
		}
		if ok {
			checkSections(t, c, text)
		}
	}
	if len(pages) < len(newRootCmd().Commands()) {
		t.Errorf("only %d pages", len(pages))
	}
}

var section = regexp.MustCompile(`(?m)^\.SH "([A-Z ]+)"\n`)

func checkSections(t *testing.T, c *cobra.Command, text string) {
	t.Helper()
	if !strings.HasPrefix(text, ".TH ") {
		t.Errorf("%s: the page begins with %.20q", c.CommandPath(), text)
	}
	var headings []string
	for _, m := range section.FindAllStringSubmatch(text, -1) {
		headings = append(headings, m[1])
	}
	for _, want := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS"} {
		if !slices.Contains(headings, want) {
			t.Errorf("%s: no section %s", c.CommandPath(), want)
		}
	}
	for _, body := range section.Split(text, -1)[1:] {
		if strings.TrimSpace(body) == "" {
			t.Errorf("%s: a section is empty", c.CommandPath())
		}
	}
	c.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if name := strings.ReplaceAll("--"+f.Name, "-", `\-`); !strings.Contains(text, `\fB`+name+`\fR`) {
			t.Errorf("%s: no option %s", c.CommandPath(), f.Name)
		}
	})
}

// TestPagesRender formats every page with groff, which warns of what it does not
// understand.
func TestPagesRender(t *testing.T) {
	groff := counterpart.Require(t, "groff")
	for name, text := range manPages(t) {
		cmd := exec.Command(groff, "-man", "-Tascii", "-ww", "-b", "-P-cbou") // plain text
		cmd.Stdin = strings.NewReader(text)
		var out, talk bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &talk
		if err := cmd.Run(); err != nil || talk.Len() > 0 {
			t.Errorf("%s: %v: %s", name, err, talk.String())
		}
		if !strings.Contains(out.String(), "SYNOPSIS") {
			t.Errorf("%s: nothing is shown", name)
		}
	}
}
