package tomlquote_test

import (
	"testing"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	pelletier "github.com/pelletier/go-toml/v2"

	"github.com/buildmachines/buildmachines/emit/internal/tomlquote"
)

func TestAppendString(t *testing.T) {
	for in, want := range map[string]string{
		"":                `""`,
		"ssh-ng://ada":    `"ssh-ng://ada"`,
		`a "b" \c`:        `"a \"b\" \\c"`,
		"\n\r\t":          `"\n\r\t"`,
		"\x00\x1b\x7f":    `"\u0000\u001B\u007F"`,
		"é \u2028 \ufffd": "\"é \u2028 \ufffd\"",
	} {
		got, err := tomlquote.AppendString(nil, in)
		if err != nil || string(got) != want {
			t.Errorf("%q: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestAppendKey(t *testing.T) {
	for in, want := range map[string]string{
		"ada": "ada", "A_1-b": "A_1-b", "1": "1",
		"a.b": `"a.b"`, "": `""`, "a b": `"a b"`, "é": `"é"`, "a]": `"a]"`,
	} {
		got, err := tomlquote.AppendKey(nil, in)
		if err != nil || string(got) != want {
			t.Errorf("%q: got %s, %v, want %s", in, got, err, want)
		}
	}
}

func TestInvalidUTF8IsRefused(t *testing.T) {
	for _, in := range []string{"\xff", "a\xc3", "\xed\xa0\x80"} {
		if got, err := tomlquote.AppendString([]byte("x"), in); err == nil || string(got) != "x" {
			t.Errorf("%q: got %s, %v", in, got, err)
		}
	}
}

// FuzzString asks two TOML parsers whether they read back what was written.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "ada", `"`, `"""`, `\`, `\u0041`, "${x}", "''", "\x00", "\r\n", "\x7f\x85", "\u2028", "a.b", "\xff", "# ;"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key, keyErr := tomlquote.AppendKey(nil, s)
		value, err := tomlquote.AppendString(nil, s)
		if (err == nil) != utf8.ValidString(s) || (keyErr == nil) != utf8.ValidString(s) {
			t.Fatalf("key: %v, value: %v", keyErr, err)
		}
		if err != nil {
			return
		}
		doc := append(append(key, " = "...), value...)
		var burnt, pell map[string]string
		if err := toml.Unmarshal(doc, &burnt); err != nil {
			t.Fatalf("BurntSushi: %s: %v", doc, err)
		}
		if err := pelletier.Unmarshal(doc, &pell); err != nil {
			t.Fatalf("pelletier: %s: %v", doc, err)
		}
		if len(burnt) != 1 || burnt[s] != s || len(pell) != 1 || pell[s] != s {
			t.Fatalf("%s was read as %q and %q", doc, burnt, pell)
		}
	})
}
