package bootstrap_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/sh/v3/syntax"
)

// The parts of the script are formatted as one program formats them, which also
// shows that they parse.
func TestPartsAreFormatted(t *testing.T) {
	parts, err := filepath.Glob("script/*.sh")
	if err != nil || len(parts) == 0 {
		t.Fatal(parts, err)
	}
	for _, path := range parts {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX), syntax.KeepComments(true)).Parse(bytes.NewReader(text), path)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		printer := syntax.NewPrinter(syntax.Indent(2), syntax.SwitchCaseIndent(true), syntax.SpaceRedirects(true), syntax.BinaryNextLine(false))
		if err := printer.Print(&want, file); err != nil {
			t.Fatal(err)
		}
		if os.Getenv("BUILDMACHINES_UPDATE") == "1" {
			if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		} else if d := cmp.Diff(want.String(), string(text)); d != "" {
			t.Errorf("%s (-formatted +is)\n%s", path, d)
		}
	}
}
