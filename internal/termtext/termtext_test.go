package termtext_test

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// command is what a runner obeys. Characters without weight are taken out first.
var command = regexp.MustCompile(`(?m)^[\s\p{Z}]*::|##[\pL]*\[`)

// checkHarmless fails if a terminal or a runner could take out for more than
// text. tabs may stand in it or not.
func checkHarmless(t *testing.T, out string, allowed string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("not UTF-8: %q", out)
	}
	for _, r := range out {
		if !strings.ContainsRune(allowed+"\n\u200c\u200d", r) && !unicode.IsGraphic(r) {
			t.Errorf("%U in %q", r, out)
		}
	}
	weighty := strings.Map(func(r rune) rune {
		if r == '\u200c' || r == '\u200d' || unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, out)
	if c := command.FindString(weighty); c != "" {
		t.Errorf("a command, %q, in %q", c, out)
	}
}

func written(t *testing.T, make func(*bytes.Buffer) *termtext.Writer, chunks ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := make(&b)
	for _, c := range chunks {
		if n, err := w.Write([]byte(c)); n != len(c) || err != nil {
			t.Fatalf("%d of %d bytes, %v", n, len(c), err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func talk(b *bytes.Buffer) *termtext.Writer    { return termtext.Talk(b) }
func listing(b *bytes.Buffer) *termtext.Writer { return termtext.Listing(b) }

var texts = []struct{ given, talk, listing string }{
	{"", "", ""},
	{"ssh-ng://ada\tx ü 語 e\u0301 👩\u200d🚒\n", "", ""},
	{"a\x1b[31mb\x07\x00\x08", "a␛[31mb␇␀␈", ""},
	{"\x7f\u009b2J\u0085", "␡<U+009B>2J<U+0085>", ""},
	{"\u202ea\u2066b\u2028c\u2029\u200b\ufeff\u00ad", "<U+202E>a<U+2066>b<U+2028>c<U+2029><U+200B><U+FEFF><U+00AD>", ""},
	{"\x9b2J\xff\xc3(\xe2\x82", "�2J��(��", ""},
	{"over\rwritten", "over␍written", ""},
	{"line\r\nline\r\r\n", "line\nline␍\n", "line␍\nline␍␍\n"},
	{"end\r", "end␍", ""},
	{"::error::x", ": :error::x", ""},
	{"a ::b\n \t\u3000::add-mask::c", "a ::b\n \t\u3000: :add-mask::c", ""},
	{"\u200d:\u200d:x", "\u200d:\u200d :x", ""},
	{"\u0301::x", "\u0301: :x", ""},
	{"\r::x", "␍::x", ""},
	{":::", ": ::", ""},
	{"a ##[group]b ##vso[x ###[y #[z", "a ## [group]b ##vso [x ### [y #[z", ""},
	{"##\u200d[error]", "##\u200d [error]", ""},
	{"##\n[error]", "##\n[error]", ""},
}

func TestTexts(t *testing.T) {
	for _, c := range texts {
		wantTalk := c.talk
		if wantTalk == "" {
			wantTalk = c.given
		}
		wantListing := c.listing
		if wantListing == "" {
			wantListing = wantTalk
		}
		for name, g := range map[string]struct{ got, want string }{
			"talk":    {written(t, talk, c.given), wantTalk},
			"listing": {written(t, listing, c.given), wantListing},
			"lines":   {termtext.Lines(c.given), strings.ReplaceAll(wantTalk, "\t", "    ")},
		} {
			if g.got != g.want && (name != "lines" || !strings.HasSuffix(c.given, "\xe2\x82")) {
				t.Errorf("%q as %s: got %q, want %q", c.given, name, g.got, g.want)
			}
		}
	}
}

// FuzzWriter writes the same in different pieces, and what was written again.
func FuzzWriter(f *testing.F) {
	for _, c := range texts {
		f.Add([]byte(c.given), 1)
		f.Add([]byte(c.given), 3)
	}
	f.Fuzz(func(t *testing.T, b []byte, size int) {
		for _, make := range []func(*bytes.Buffer) *termtext.Writer{talk, listing} {
			whole := written(t, make, string(b))
			checkHarmless(t, whole, "\t")
			var chunks []string
			for rest, n := string(b), max(1, size%16); rest != ""; {
				chunks = append(chunks, rest[:min(n, len(rest))])
				rest = rest[min(n, len(rest)):]
			}
			if got := written(t, make, chunks...); got != whole {
				t.Errorf("in pieces %q, whole %q", got, whole)
			}
			if got := written(t, make, whole); got != whole {
				t.Errorf("once more %q, once %q", got, whole)
			}
		}
		checkHarmless(t, termtext.Lines(string(b)), "")
		if l := termtext.Line(string(b)); strings.Contains(l, "\n") {
			t.Errorf("not one line: %q", l)
		}
	})
}

func TestQuestionIsNotHeldBack(t *testing.T) {
	var b bytes.Buffer
	w := termtext.Talk(&b)
	for _, q := range []string{"Make these changes? ", ":", "##", "  "} {
		b.Reset()
		if fmt.Fprint(w, q); b.String() != q {
			t.Errorf("got %q, want %q", b.String(), q)
		}
	}
}

func TestLongLineOfTalkIsCut(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	got := written(t, talk, long, long+"\nnext\n")
	if len(got) > 1<<15 || !strings.HasSuffix(got, " bytes more)\nnext\n") {
		t.Errorf("%d bytes are written, the last are %q", len(got), got[len(got)-40:])
	}
	if got := written(t, listing, long+"\n"); got != long+"\n" {
		t.Errorf("a listing is cut to %d bytes", len(got))
	}
}

type broken struct{ after int }

func (b *broken) Write(p []byte) (int, error) {
	if b.after--; b.after < 0 {
		return 0, fmt.Errorf("error %d", -b.after)
	}
	return len(p), nil
}

func TestFirstErrorIsKept(t *testing.T) {
	w := termtext.Listing(&broken{after: 1})
	if _, err := w.Write([]byte("a")); err != nil || w.Err() != nil {
		t.Error(err, w.Err())
	}
	_, _ = termtext.Exact(w).Write([]byte("b"))
	_, second := w.Write([]byte("c"))
	if second == nil || w.Err() == nil || w.Err().Error() != "error 1" || errors.Is(second, w.Err()) {
		t.Errorf("kept %v, then %v", w.Err(), second)
	}
}

func TestExactBytes(t *testing.T) {
	var b bytes.Buffer
	if _, err := termtext.Exact(termtext.Listing(&b)).Write([]byte("\x1b::\r\n")); err != nil || b.String() != "\x1b::\r\n" {
		t.Errorf("%q, %v", b.String(), err)
	}
	w := termtext.Talk(&b)
	if termtext.Listing(w) != w {
		t.Error("a writer is wrapped twice")
	}
}
