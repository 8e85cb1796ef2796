package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// A code block of a page. The words after the language are ours:
//
//	```hcl                    a whole inventory, which has to pass --strict
//	```hcl fragment           a part of one, which has to be HCL
//	```hcl buildmachines.hcl  either, and a file for the transcripts of the page
//	```console                a transcript: commands and what they print
//
// "toml" is as "hcl".
var codeBlock = regexp.MustCompile("(?ms)^( *)```([a-z]+)([^\n]*)\n(.*?)^ *```$")

// TestPages compiles the inventories of README.md and docs, and repeats the
// transcripts. BUILDMACHINES_UPDATE=1 writes what the commands print now.
func TestPages(t *testing.T) {
	blocks := map[string]int{}
	for _, page := range allPages(t) {
		t.Run(filepath.Base(page), func(t *testing.T) {
			have, err := os.ReadFile(page)
			if err != nil {
				t.Fatal(err)
			}
			abs, err := filepath.Abs(page)
			if err != nil {
				t.Fatal(err)
			}
			t.Chdir(t.TempDir())
			want := codeBlock.ReplaceAllStringFunc(string(have), func(block string) string {
				blocks[codeBlock.FindStringSubmatch(block)[2]]++
				return checkBlock(t, block)
			})
			if want == string(have) {
				return
			}
			if os.Getenv("BUILDMACHINES_UPDATE") == "" {
				t.Fatalf("run BUILDMACHINES_UPDATE=1 go test ./cmd/buildmachines\n%s", udiff.Unified(page, "printed", string(have), want))
			}
			if err := os.WriteFile(abs, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		})
	}
	for _, language := range []string{"hcl", "toml", "console"} {
		if blocks[language] == 0 {
			t.Errorf("no page has a block of %s", language)
		}
	}
}

func allPages(t *testing.T) []string {
	t.Helper()
	out := []string{"../../README.md"}
	err := filepath.WalkDir("../../docs", func(path string, _ fs.DirEntry, err error) error {
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

// checkBlock checks one code block and returns what it should be.
func checkBlock(t *testing.T, block string) string {
	t.Helper()
	m := codeBlock.FindStringSubmatch(block)
	indent, language, words, text := m[1], m[2], strings.Fields(m[3]), m[4]
	switch language {
	case "hcl", "toml":
		checkInventory(t, language, words, text)
	case "console":
		return indent + "```console\n" + transcript(t, text) + indent + "```"
	}
	return block
}

func checkInventory(t *testing.T, syntax string, words []string, text string) {
	t.Helper()
	fragment := slices.Contains(words, "fragment")
	for _, name := range words {
		if name == "fragment" {
			continue
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if fragment {
		checkSyntax(t, syntax, text)
		return
	}
	var out bytes.Buffer
	code := run([]string{"validate", "--strict", "-f", "-", "--syntax", syntax}, strings.NewReader(text), &out, &out)
	if code != exitFine {
		t.Errorf("exit code %d from this inventory:\n%s\n%s", code, text, out.String())
	}
}

func checkSyntax(t *testing.T, syntax, text string) {
	t.Helper()
	if syntax == "toml" {
		var v map[string]any
		if _, err := toml.Decode(text, &v); err != nil {
			t.Errorf("%v in:\n%s", err, text)
		}
		return
	}
	if _, diags := hclsyntax.ParseConfig([]byte(text), "fragment", hcl.InitialPos); diags.HasErrors() {
		t.Errorf("%v in:\n%s", diags, text)
	}
}

// transcript runs the commands of text, one in each line that begins with "$ ",
// and returns them with what they print.
func transcript(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	for line := range strings.Lines(text) {
		command, ok := strings.CutPrefix(line, "$ ")
		if !ok {
			continue
		}
		out.WriteString(line)
		args := strings.Fields(command)
		switch args[0] {
		case "buildmachines":
			run(args[1:], nil, &out, &out)
		case "cat":
			content, err := os.ReadFile(args[1])
			if err != nil {
				t.Fatal(err)
			}
			out.Write(content)
		default:
			t.Fatalf("a transcript runs buildmachines and cat, not %s", args[0])
		}
	}
	return out.String()
}

// TestExamplesAreClean holds the shipped inventories to --strict, and their
// plans to the JSON Schema.
func TestExamplesAreClean(t *testing.T) {
	schema, err := jsonschema.NewCompiler().Compile("../../docs/plan.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	examples, err := filepath.Glob("../../examples/*")
	if err != nil || len(examples) == 0 {
		t.Fatalf("no examples: %v", err)
	}
	for _, example := range examples {
		var out, talk bytes.Buffer
		if code := run([]string{"compile", "--strict", "-f", example}, nil, &out, &talk); code != exitFine || talk.Len() > 0 {
			t.Errorf("%s: exit code %d\n%s", example, code, talk.String())
			continue
		}
		out.Reset()
		run([]string{"plan", "-f", example}, nil, &out, &talk)
		plan, err := jsonschema.UnmarshalJSON(&out)
		if err == nil {
			err = schema.Validate(plan)
		}
		if err != nil {
			t.Errorf("the plan of %s: %v", example, err)
		}
	}
}

// TestHomelabIsTheSameInBothSyntaxes keeps the pair together: people compare
// the two to learn one from the other.
func TestHomelabIsTheSameInBothSyntaxes(t *testing.T) {
	var plans [2]bytes.Buffer
	for i, name := range []string{"homelab.hcl", "homelab.toml"} {
		if code := run([]string{"plan", "-f", "../../examples/" + name}, nil, &plans[i], os.Stderr); code != exitFine {
			t.Fatalf("%s: exit code %d", name, code)
		}
	}
	if d := udiff.Unified("homelab.hcl", "homelab.toml", plans[0].String(), plans[1].String()); d != "" {
		t.Error(d)
	}
}
