package schema

import (
	"math/big"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// maxExponent is far more than any number of an inventory has, in base 2: as
// much as a float64 has. To print 1e600000000 takes minutes and gigabytes.
const maxExponent = 1024

// hugeNumbers reports numbers that nobody could print.
func hugeNumbers(src []byte, body *hclsyntax.Body) hcl.Diagnostics {
	if !hasLongExponent(src) {
		return nil
	}
	var diags hcl.Diagnostics
	// The walk itself has nothing to report.
	_ = hclsyntax.VisitAll(body, func(n hclsyntax.Node) hcl.Diagnostics {
		if l, ok := n.(*hclsyntax.LiteralValueExpr); ok && l.Val.Type() == cty.Number && !l.Val.IsNull() && !printable(l.Val.AsBigFloat()) {
			diags = append(diags, diag.New(diag.OutOfRange, l.SrcRange, "No attribute takes a number of that size."))
		}
		return nil
	})
	return diags
}

// hasLongExponent looks for a digit, "e" and four more digits, wherever they
// are: nearly no file has any.
func hasLongExponent(src []byte) bool {
	for i := 1; i < len(src); i++ {
		if src[i]|0x20 != 'e' || !isDigit(src[i-1]) {
			continue
		}
		from := i + 1
		if from < len(src) && (src[from] == '+' || src[from] == '-') {
			from++
		}
		end := from
		for end < len(src) && isDigit(src[end]) {
			end++
		}
		if end-from >= 4 {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func printable(f *big.Float) bool {
	exp := f.MantExp(nil)
	return -maxExponent <= exp && exp <= maxExponent
}
