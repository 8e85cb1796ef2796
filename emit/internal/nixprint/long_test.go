package nixprint_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
)

// text writes s in pieces of whole lines.
func text(s string) nixprint.Text {
	return func(w io.Writer) error {
		for line := range strings.SplitAfterSeq(s, "\n") {
			if _, err := io.WriteString(w, line); err != nil && line != "" {
				return err
			}
		}
		return nil
	}
}

// What is made while it is printed reads as if it had been there before, on
// both sides of the places where a long module is cut.
func TestLongValuesAreLikeTheOthers(t *testing.T) {
	for _, n := range []int{0, 1, 2, 20_000} {
		var all list
		lines := "first\n"
		for i := range n {
			all = append(all, set{at(nixprint.Int(i), "number")})
			lines += fmt.Sprintf("  it's ''%d'' ${x} é\n\n", i)
		}
		each := nixprint.Each{N: n, Make: func(i int) nixprint.Value { return all[i] }}
		var got strings.Builder
		err := nixprint.WriteModule(&got, "# Title\n", set{at(each, "a", "b"), at(text(lines), "c")})
		if err != nil {
			t.Fatal(err)
		}
		want, err := nixprint.Append(nil, set{at(all, "a", "b"), at(str(lines), "c")})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff("# Title\n{ ... }:\n"+string(want)+"\n", got.String()); d != "" {
			t.Errorf("%d: %.1000s", n, d)
		}
	}
}

// A text that cannot stand line by line, and one that breaks off, leave nothing.
func TestTextIsRefused(t *testing.T) {
	for name, v := range map[string]nixprint.Text{
		"no line": text(""), "half a line": text("a"), "all blanks": text("  a\n"), "a blank at an end": text("a \n"),
		"a control character": text("a\tb\n"), "NUL": text("\x00\n"), "not UTF-8": text("\xff\n"),
		"an error": func(io.Writer) error { return errors.New("broken") },
	} {
		var got strings.Builder
		if err := nixprint.WriteModule(&got, "", set{at(v, "a")}); err == nil || got.Len() > 0 {
			t.Errorf("%s: %v, %q", name, err, got.String())
		}
	}
}
