// Package check holds the rules for single values of an inventory: host names,
// paths, systems, features, store URIs, nix.conf settings. It knows nothing of
// blocks or syntax; a check says what is wrong, its caller says where.
package check

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/secret"
)

// Problem is what a check has to say about a value. The nil Problem means that
// the value is fine.
type Problem struct {
	Code   diag.Code
	Detail string // whole sentences: what is wrong and what to do

	// InValue tells, of an entry of a map, that its value is at fault, and not
	// its key.
	InValue bool
}

// inValue marks p, which may be nil, as one of an entry's value.
func (p *Problem) inValue() *Problem {
	if p != nil {
		p.InValue = true
	}
	return p
}

// New returns a problem. User-written values go into args through
// [diag.Quote], never as they are.
func New(code diag.Code, format string, args ...any) *Problem {
	return &Problem{Code: code, Detail: fmt.Sprintf(format, args...)}
}

// At returns p as a diagnostic at the place of the value.
func (p *Problem) At(r hcl.Range) *hcl.Diagnostic {
	return diag.New(p.Code, r, "%s", p.Detail)
}

// maxText bounds every text: the longest that any inventory needs is an RSA
// key line of 3 KiB.
const maxText = 16 << 10

// Text checks what every text must fulfil: it is not empty, and can be carried.
func Text(s string) *Problem {
	if s == "" {
		return New(diag.InvalidText, "The text is empty. Write a value, or leave the attribute out.")
	}
	return carried(s)
}

// carried checks that some target can carry s, empty or not.
func carried(s string) *Problem {
	if k := secret.FindString(s); k != "" {
		return New(diag.PrivateKey, "The value holds %s. Take it out of the inventory, make a new key, because this one may have been read, and give the path of its file instead.", k)
	}
	if len(s) > maxText {
		return New(diag.InvalidText, "The text has %d bytes. The most is %d.", len(s), maxText)
	}
	if !utf8.ValidString(s) {
		return New(diag.InvalidText, "The text %s is not valid UTF-8.", diag.Quote(s))
	}
	for i, r := range s {
		if unicode.IsControl(r) {
			return New(diag.InvalidText, "The text %s has the control character U+%04X at byte %d. Take it out.", diag.Quote(s), r, i)
		}
		if unicode.Is(unicode.Bidi_Control, r) {
			// Who reviews a script or a diff sees something else than a machine.
			return New(diag.InvalidText, "The text %s has U+%04X at byte %d, which shows text in another order than it is in. Take it out.", diag.Quote(s), r, i)
		}
	}
	return nil
}

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// only reports whether every byte of s satisfies ok.
func only(s string, ok func(byte) bool) bool {
	for i := range len(s) {
		if !ok(s[i]) {
			return false
		}
	}
	return true
}
