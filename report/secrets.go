package report

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/buildmachines/buildmachines/secret"
)

// Most lines of a private key are recognised one by one, by secret.MayHold.
// Its last line can be short, and its armour can be damaged; so everything in
// a key block is hidden, and everything in a string that holds a key.

// span is a range of bytes, the end excluded.
type span struct{ start, end int }

// hiddenSpans returns what must not be shown of src.
func hiddenSpans(src []byte) []span {
	return append(keyBlocks(src), keyStrings(src)...)
}

const privateKey = "PRIVATE KEY"

// headerLimit bounds how far behind BEGIN or END these words stand.
const headerLimit = 64

// keyBlocks returns everything from a BEGIN line of a private key (PEM, PGP,
// SSH2) to its END line; to the end of b where that is missing.
func keyBlocks(b []byte) []span {
	var out []span
	for begin, ok := armour(b, 0, "BEGIN "); ok; {
		block := span{begin.start, len(b)}
		if end, ok := armour(b, begin.end, "END "); ok {
			block.end = end.end
		}
		out = append(out, block)
		begin, ok = armour(b, block.end, "BEGIN ")
	}
	return out
}

// armour finds the first line at or after from that is one of a private key's,
// such as "-----BEGIN RSA PRIVATE KEY-----" or "---- END SSH2 ENCRYPTED PRIVATE
// KEY ----", without its dashes. The word is "BEGIN " or "END ".
func armour(b []byte, from int, word string) (span, bool) {
	for {
		i := bytes.Index(b[from:], []byte(word))
		if i < 0 {
			return span{}, false
		}
		start := from + i
		from = start + len(word)
		header := b[from:min(len(b), from+headerLimit)]
		end := bytes.Index(header, []byte(privateKey))
		before := bytes.TrimRight(b[max(0, start-2):start], " ")
		if end >= 0 && bytes.HasSuffix(before, []byte("-")) {
			return span{start, from + end + len(privateKey)}, true
		}
	}
}

// stringOpener finds where a string of several lines may begin: HCL's heredocs,
// TOML's two kinds. It knows nothing of comments: in a file that holds a key, one
// that looks like an opener can hide lines that would be harmless.
var stringOpener = regexp.MustCompile(`<<-?([^\s<"]+)[ \t]*\r?\n|"""|'''`)

// keyStrings returns the strings of several lines that hold a private key.
func keyStrings(src []byte) []span {
	if !holdsKey(src) { // nearly always, and faster than looking for strings
		return nil
	}
	var out []span
	for pos := 0; ; {
		m := stringOpener.FindSubmatchIndex(src[pos:])
		if m == nil {
			return out
		}
		start, body := pos+m[0], pos+m[1]
		if m[2] >= 0 {
			pos = heredocEnd(src, body, src[pos+m[2]:pos+m[3]])
		} else {
			pos = quoteEnd(src, body, src[start:body])
		}
		if holdsKey(src[body:pos]) {
			out = append(out, span{start, pos})
		}
	}
}

func holdsKey(b []byte) bool {
	k, _ := secret.Find(b)
	return k != "" || len(keyBlocks(b)) > 0
}

// quoteEnd returns the offset behind the closing quotes.
func quoteEnd(src []byte, from int, quotes []byte) int {
	if i := bytes.Index(src[from:], quotes); i >= 0 {
		return from + i + len(quotes)
	}
	return len(src)
}

// heredocEnd returns where the line with nothing but word begins.
func heredocEnd(src []byte, from int, word []byte) int {
	for at := from; at < len(src); {
		next := len(src)
		if i := bytes.IndexByte(src[at:], '\n'); i >= 0 {
			next = at + i + 1
		}
		if bytes.Equal(bytes.TrimSpace(src[at:next]), word) {
			return at
		}
		at = next
	}
	return len(src)
}

const hidden = "(hidden)"

var word = regexp.MustCompile(`\S+`)

// redact returns s without key material. The stages never quote any; this is
// the last net, and it catches the parsers' messages too.
func redact(s string) string {
	blocks := keyBlocks([]byte(s))
	if len(blocks) == 0 && !secret.MayHold(s) {
		return s
	}
	var b strings.Builder
	pos := 0
	for _, k := range blocks {
		b.WriteString(s[pos:k.start] + hidden)
		pos = k.end
	}
	s = word.ReplaceAllStringFunc(b.String()+s[pos:], func(w string) string {
		if secret.MayHold(w) {
			return hidden
		}
		return w
	})
	if secret.MayHold(s) {
		return hidden
	}
	return s
}
