package schema

import "math/big"

// maxExponent is far more than any number of an inventory has, in base 2: as
// much as a float64 has. To print 1e600000000 takes minutes and gigabytes.
const maxExponent = 1024

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

// longestNumber is how many digits in a row are left to the parser, which
// takes time that grows with their square.
const longestNumber = 2000

// longNumber returns where a longer row of digits is, or -1. It may be within a
// text, where nobody has any either.
func longNumber(src []byte) int {
	for i := longestNumber; i < len(src); i += longestNumber {
		from, to := i, i
		for from > 0 && isDigit(src[from-1]) {
			from--
		}
		for to < len(src) && isDigit(src[to]) {
			to++
		}
		if to-from > longestNumber {
			return from
		}
	}
	return -1
}
