package shquote_test

import (
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/emit/internal/shquote"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

func TestQuote(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"", `''`},
		{"/nix", `'/nix'`},
		{"a b", `'a b'`},
		{"$(id) `id` \\ \"", "'$(id) `id` \\ \"'"},
		{"it's", `'it'\''s'`},
		{"'", `''\'''`},
		{"two\nlines\n", "'two\nlines\n'"},
		{"\xff", "'\xff'"},
	} {
		if got, err := shquote.Quote(tt.in); err != nil || got != tt.want {
			t.Errorf("Quote(%q) = %s, %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

func TestQuoteRefusesNUL(t *testing.T) {
	if got, err := shquote.Quote("ab\x00"); err == nil || !strings.Contains(err.Error(), "byte 2") {
		t.Errorf("got %q, %v", got, err)
	}
}

// Every shell gets back what was quoted, as an argument, as the value of a
// variable and as a pattern of case; and the parser sees one word without an
// expansion.
func FuzzQuote(f *testing.F) {
	for _, s := range []string{
		"", "a", " ", "'", "''", "'\\''", "\\", "\\'", "\"", "$x", "$(id)", "`id`", "${IFS}", "*", "[a]", "?", "~", "~root", "-n", "--", "-",
		"#", "a#b", "!", "{a,b}", "a=b", "a\nb", "\n", "a\n", "\r\n", "\t", "\x01", "\x7f", "\x01\x01\x7f", "\x1b[31m", "\x80", "\x81\x88", "\xff\xfe", "ä", "\u2028",
		"; id", "& id", "| id", "> /x", "<<EOF", "esac", "a)", ";;", "\\\n", strings.Repeat("'", 100), "a\x00b",
	} {
		f.Add(s)
	}
	shells := counterpart.Shells(f)
	f.Fuzz(func(t *testing.T, s string) {
		q, err := shquote.Quote(s)
		if strings.Contains(s, "\x00") {
			if err == nil {
				t.Fatalf("Quote(%q) = %q", s, q)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if utf8.ValidString(s) { // the parser takes nothing else, shells do
			checkWord(t, q)
		}
		script := "v=" + q + "\nprintf '%s|%s' " + q + " \"$v\"\ncase \"$v\" in " + q + ") printf '|same' ;; esac\n"
		for _, sh := range shells {
			cmd := exec.Command(sh[0], append(sh[1:], "-c", script)...)
			cmd.Env = []string{"PATH=/usr/bin:/bin"}
			out, err := cmd.CombinedOutput()
			if want := s + "|" + s + "|same"; err != nil || string(out) != want {
				t.Errorf("%v reads %s as %q, %v; want %q", sh, q, out, err, want)
			}
		}
	})
}

// checkWord fails unless q is one literal word.
func checkWord(t *testing.T, q string) {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(q), "")
	if err != nil {
		t.Fatalf("%q: %v", q, err)
	}
	if len(file.Stmts) != 1 {
		t.Fatalf("%q is %d commands", q, len(file.Stmts))
	}
	call, ok := file.Stmts[0].Cmd.(*syntax.CallExpr)
	if !ok || len(call.Args) != 1 || len(call.Assigns) != 0 {
		t.Fatalf("%q is not one word", q)
	}
	for _, part := range call.Args[0].Parts {
		switch part := part.(type) {
		case *syntax.SglQuoted:
		case *syntax.Lit:
			if part.Value != `\'` {
				t.Errorf("%q has %q outside the quotes", q, part.Value)
			}
		default:
			t.Errorf("%q has a %T", q, part)
		}
	}
}
