package tomlbody

import (
	"errors"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/secret"
)

// readAhead is how far BurntSushi may read behind the place where the reader
// gave up: what comes there may be nested deeper than it should see.
const readAhead = 4096

// decode returns the values of text, or the fault to report. BurntSushi's
// faults come before that of the reader, where it stops no later: its messages
// are better, and it also finds keys that are defined twice.
func decode(text string, base int, syntax *fault) (map[string]any, *fault) {
	if syntax == nil {
		return values(text, base)
	}
	end := min(int(syntax.at.end)+readAhead, len(text))
	if n := strings.IndexByte(text[syntax.at.end:end], '\n'); n >= 0 {
		end = int(syntax.at.end) + n
	}
	if _, f := values(text[:end], base); f != nil && f.at.start <= syntax.at.end {
		return nil, f
	}
	return nil, syntax
}

func values(text string, base int) (tree map[string]any, f *fault) {
	defer func() {
		// BurntSushi panics where its lexer lets something through that its
		// parser does not expect, such as 0x without digits.
		if recover() != nil {
			end := int32(len(text))
			f = &fault{span{end, end}, "The TOML parser fails on something before this place."}
		}
	}()
	_, err := toml.Decode(text, &tree)
	var pe toml.ParseError
	if errors.As(err, &pe) {
		start := pe.Position.Start + base // counted without the byte order mark
		return nil, &fault{span{int32(start), int32(start + pe.Position.Len)}, parserSays(pe.Message)}
	}
	return tree, nil
}

// syntaxError makes a diagnostic of f.
func (d *document) syntaxError(f *fault) *hcl.Diagnostic {
	return diag.New(diag.TOMLSyntax, d.rangeOf(d.clip(f.at)), "%s", f.detail)
}

// clip cuts s to its first line, and to whole characters. It is at least one,
// if one is left.
func (d *document) clip(s span) span {
	start := min(max(int(s.start), int(d.nodes[0].at.start)), len(d.text))
	for start > 0 && start < len(d.text) && !utf8.RuneStart(d.text[start]) {
		start--
	}
	_, first := utf8.DecodeRuneInString(d.text[start:])
	end := min(max(int(s.end), start+first), len(d.text))
	for end < len(d.text) && !utf8.RuneStart(d.text[end]) {
		end++
	}
	if n := strings.IndexAny(d.text[start:end], "\r\n"); n >= 0 {
		end = start + n
	}
	return span{int32(start), int32(end)}
}

// parserSays makes a sentence of a parser's message.
func parserSays(message string) string {
	return "The TOML parser says: " + strings.TrimSuffix(redact(message), ".") + "."
}

// quoted finds what parsers repeat of the file. BurntSushi repeats numbers
// without quotes.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|'[^']*'|^\S+ is out of range`)

// redact takes quoted parts of the file out of a parser's message, since they
// may be a piece of a key. Characters, escapes and the names of keys stay.
func redact(message string) string {
	if strings.HasPrefix(message, "Key '") {
		if secret.MayHold(message) {
			return "a key is defined twice (it is not shown, because it may hold a secret)"
		}
		return message
	}
	return quoted.ReplaceAllStringFunc(message, func(q string) string {
		switch {
		case strings.HasSuffix(q, " is out of range"):
			return "the number is out of range"
		case len(q) > len(`"\U0010ffff"`):
			return "..."
		}
		return q
	})
}
