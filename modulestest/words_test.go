package modulestest_test

import (
	"io/fs"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// keyword is the first word of a line that ssh or sshd reads.
var keyword = regexp.MustCompile(`(?m)^ *([A-Z][A-Za-z]+) `)

// Texts are written in one place, by the emitters: no keyword of ours stands in a
// module. One that is added to them needs no change there.
func TestModulesKnowNoKeyword(t *testing.T) {
	words := map[string]bool{}
	for _, file := range []string{"ssh_config", "sshd_config"} {
		for _, pattern := range []string{"../testdata/golden/*/want/clients/*/", "../testdata/golden/*/want/builders/*/"} {
			paths, _ := filepath.Glob(pattern + file) // the pattern is well-formed
			for _, path := range paths {
				for _, m := range keyword.FindAllStringSubmatch(read(t, path), -1) {
					words[m[1]] = true
				}
			}
		}
	}
	if len(words) < 50 {
		t.Fatalf("the goldens have %v only", words)
	}
	err := filepath.WalkDir("../modules", func(path string, d fs.DirEntry, err error) error {
		if !strings.HasSuffix(path, ".nix") {
			return err
		}
		for _, word := range regexp.MustCompile(`\w+`).FindAllString(read(t, path), -1) {
			if words[word] {
				t.Errorf("%s knows %s", path, word)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
