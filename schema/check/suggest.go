package check

import (
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// suggestLimit is the longest word that is compared: nobody misspells a longer one.
const suggestLimit = 64

// Suggest returns the word of known that given was probably meant to be, or "".
// Case and the difference of "_" and "-" do not count. Of equally near words it
// returns the first.
func Suggest(given string, known []string) string {
	if given == "" || len(given) > suggestLimit {
		return ""
	}
	best, nearest := "", tolerance(given)+1
	given = fold(given)
	for _, k := range known {
		if len(given)-len(k) >= nearest || len(k)-len(given) >= nearest {
			continue // before anything is done that takes memory: there may be 100,000 unknown words
		}
		if d := distance(given, fold(k), nearest); d < nearest {
			best, nearest = k, d
		}
	}
	return best
}

// tolerance is how many edits away from given a word may be: short words have
// too many neighbours.
func tolerance(given string) int {
	switch n := len(given); {
	case n <= 4:
		return 1
	case n <= 8:
		return 2
	}
	return 3
}

func fold(s string) string { return strings.ReplaceAll(strings.ToLower(s), "_", "-") }

// distance is the number of single-byte insertions, deletions, substitutions
// and swaps of neighbours that turn a into b (Damerau-Levenshtein, each place
// edited at most once), or some number from limit on if it is not below that:
// thousands of names may have to be compared. Neither is much longer than
// suggestLimit.
func distance(a, b string, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	var rows [3][2 * suggestLimit]int
	before, last, row := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, before
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit // one more than limit, because a swap goes back two rows
		}
	}
	return row[len(b)]
}

// didYouMean returns a sentence to append to a detail, or "".
func didYouMean(given string, known []string) string {
	if s := Suggest(given, known); s != "" {
		return " Did you mean " + diag.Quote(s) + "?"
	}
	return ""
}
