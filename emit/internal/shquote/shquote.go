// Package shquote makes words of POSIX sh scripts.
package shquote

import (
	"fmt"
	"strings"
)

// Quote returns s as one word of a script, in single quotes, where the shell
// leaves every byte but the quote itself as it is. It refuses what no word can
// hold. A word that begins with "-" is still an option to the program that
// gets it.
func Quote(s string) (string, error) {
	if i := strings.IndexByte(s, 0); i >= 0 {
		return "", fmt.Errorf("byte %d is NUL, which ends a word of sh", i)
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'", nil
}
