// Package layout gives inventories in HCL the canonical layout, which is that of
// `terraform fmt`: spaces and indents, and nothing else.
package layout

import (
	"bytes"
	"errors"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
)

// maxRounds bounds how often a text is laid out until nothing changes any more.
// One is enough for nearly all; hclwrite makes no promise.
const maxRounds = 4

// ErrChanges is a layout that would say something else. The text is left alone.
var ErrChanges = errors.New("the canonical layout would change more than spaces")

var bom = []byte("\ufeff")

// Canonical returns src, which has no syntax error, in the canonical layout.
// Line endings and a byte order mark stay as they are. The result has the same
// tokens, so it means the same.
func Canonical(src []byte) ([]byte, error) {
	text, hadBOM := bytes.CutPrefix(src, bom)
	for range maxRounds {
		next := hclwrite.Format(text)
		if !sameTokens(text, next) {
			return nil, ErrChanges
		}
		if bytes.Equal(text, next) {
			if hadBOM {
				next = slices.Concat(bom, next)
			}
			return next, nil
		}
		text = next
	}
	return nil, errors.New("the canonical layout is not stable")
}

// sameTokens compares all but the spaces between tokens. Text within quotes and
// heredocs, comments and line breaks are tokens.
func sameTokens(a, b []byte) bool {
	return slices.EqualFunc(tokens(a), tokens(b), func(a, b hclsyntax.Token) bool {
		return a.Type == b.Type && bytes.Equal(a.Bytes, b.Bytes)
	})
}

func tokens(src []byte) hclsyntax.Tokens {
	out, _ := hclsyntax.LexConfig(src, "", hcl.InitialPos) // the parser said what there is to say
	return out
}
