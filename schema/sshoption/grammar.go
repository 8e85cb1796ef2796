package sshoption

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// grammar is what a keyword may be set to.
type grammar struct {
	doc      string                    // for people
	complain func(value string) string // sentences that say what to write, or "" if the value is fine
}

// choice is one of some words. ssh takes "true" for "yes", and any case, but
// not for every keyword and in every version.
func choice(words ...string) grammar {
	doc := "`" + strings.Join(words, "`, `") + "`"
	return grammar{doc, func(v string) string {
		if slices.Contains(words, v) {
			return ""
		}
		return "Write one of: " + strings.Join(words, ", ") + "."
	}}
}

var yesNo = choice("yes", "no")

// integer is a number without leading zeros, which OpenSSH 7.6 takes for octal
// (readconf.c, strtol with base 0).
func integer(least, most int) grammar {
	doc := fmt.Sprintf("%d to %d", least, most)
	return grammar{doc, func(v string) string {
		n, err := strconv.Atoi(v)
		if err == nil && least <= n && n <= most && strconv.Itoa(n) == v {
			return ""
		}
		return "Write a number from " + doc + "."
	}}
}

// list is a comma-separated list of some words. With change, a leading "+" or
// "-" adds to or takes from the default; "^" came with OpenSSH 8.1.
func list(change bool, words ...string) grammar {
	doc := "a list of `" + strings.Join(words, "`, `") + "`, separated by commas"
	if change {
		doc += "; after `+` they are added to the default, after `-` taken from it"
	}
	return grammar{doc, func(v string) string {
		if change && (v[0] == '+' || v[0] == '-') {
			v = v[1:]
		}
		if change && v != "" && v[0] == '^' {
			return "The \"^\" came with OpenSSH 8.1. Write the whole list in the order that you want."
		}
		items := strings.Split(v, ",")
		for i, w := range items {
			if !slices.Contains(words, w) {
				return strings.TrimSpace("Not every OpenSSH from " + Baseline + " to 10 knows " + diag.Quote(w) + ". " + meant(w, words))
			}
			if slices.Contains(items[:i], w) {
				return diag.Quote(w) + " stands in it twice."
			}
		}
		return ""
	}}
}

func meant(word string, words []string) string {
	if near := check.Suggest(word, words); near != "" {
		return "Did you mean " + diag.Quote(near) + "?"
	}
	return ""
}

// path is an absolute path that needs no quotes: OpenSSH up to 8.6 splits
// values at "=" too (misc.c, strdelim), and "%" starts a token.
var path = grammar{"an absolute path without blanks, quotes, `%`, `#`, `=` and `,`", func(v string) string {
	if p := check.AnyPath(v); p != nil {
		return p.Detail
	}
	if i := strings.IndexAny(v, " %#=,"); i >= 0 {
		return "Choose a path without " + diag.Quote(v[i:i+1]) + "."
	}
	return ""
}}

var address = grammar{"an IPv4 or IPv6 address", func(v string) string {
	if a, err := netip.ParseAddr(v); err != nil || a.Zone() != "" {
		return "Write an address of this machine, without a zone."
	}
	return ""
}}

// qosNames are what OpenSSH 7.6 and 10 both name, and mean alike: "lowdelay",
// "throughput" and "reliability" mean nothing since 10.1.
var qosNames = []string{
	"none", "ef",
	"af11", "af12", "af13", "af21", "af22", "af23", "af31", "af32", "af33", "af41", "af42", "af43",
	"cs0", "cs1", "cs2", "cs3", "cs4", "cs5", "cs6", "cs7",
}

var ipQoS = grammar{"one or two of `none`, `ef`, `af11` to `af43`, `cs0` to `cs7`: for interactive sessions, and for others", func(v string) string {
	words := strings.Split(v, " ")
	if len(words) <= 2 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(qosNames, w) }) {
		return ""
	}
	return "Write one or two of none, ef, af11 to af43 and cs0 to cs7, with a blank between them."
}}

// rekeyForm has one unit for each part: OpenSSH 7.6 reads "1h30" as 31 hours
// (misc.c, convtime).
var rekeyForm = regexp.MustCompile(`^(default|[1-9][0-9]{1,8}|[1-9][0-9]{0,8}[KMG])( (none|[1-9][0-9]{0,4}[smhd]?))?$`)

var rekeyLimit = grammar{"`default` or a number of bytes with `K`, `M` or `G`; then `none` or a time with `s`, `m`, `h` or `d`", func(v string) string {
	bytes, _, _ := strings.Cut(v, " ")
	if n, err := strconv.Atoi(bytes); err == nil && n < 16 || !rekeyForm.MatchString(v) {
		return "Write a number of bytes, and after a blank a time if you like, as in \"1G 1h\"."
	}
	return ""
}}
