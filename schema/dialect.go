package schema

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// Dialect is an implementation and version of Nix that reads or sends
// something. The zero Dialect is the portable one: what every supported
// version reads the same.
type Dialect struct {
	Lix                 bool
	Major, Minor, Patch int  // Major is mainBranch for Lix's main branch
	Exact               bool // the patch level was given
}

// mainBranch is the Major of a branch that comes after every release.
const mainBranch = 1 << 20

// The versions that the facts were checked against, first and last.
var (
	firstNix = Dialect{Major: 2, Minor: 8}
	lastNix  = Dialect{Major: 2, Minor: 36}
	firstLix = Dialect{Lix: true, Major: 2, Minor: 90}
	lastLix  = Dialect{Lix: true, Major: 2, Minor: 95}
)

var dialectRE = regexp.MustCompile(`^(nix|lix) (?:([0-9]{1,3})\.([0-9]{1,3})(?:\.([0-9]{1,3}))?|(main))$`)

// ParseDialect reads a dialect such as "nix 2.31", "lix 2.93.1" or "lix main".
func ParseDialect(s string) (Dialect, *check.Problem) {
	m := dialectRE.FindStringSubmatch(s)
	if m == nil {
		return Dialect{}, &check.Problem{Code: diag.InvalidDialect, Detail: fmt.Sprintf(
			"%s is not an implementation and a version, such as \"nix 2.31\", \"lix 2.95\" or \"lix main\".%s", diag.Quote(s), dialectHint(s))}
	}
	d := Dialect{Lix: m[1] == "lix"}
	if m[5] != "" {
		d.Major = mainBranch
		if !d.Lix {
			return d, unsupported(s)
		}
		return d, nil
	}
	d.Major, d.Minor, d.Patch, d.Exact = atoi(m[2]), atoi(m[3]), atoi(m[4]), m[4] != ""
	first, last := firstNix, lastNix
	if d.Lix {
		first, last = firstLix, lastLix
	}
	release := d
	release.Patch = 0
	if release.Compare(first) < 0 || release.Compare(last) > 0 {
		return d, unsupported(s)
	}
	return d, nil
}

// lastVersion finds the version in what people have at hand, such as "2.31",
// "Nix-2.31.1" and what nix --version prints: "nix (Lix, like Nix) 2.93.3".
var lastVersion = regexp.MustCompile(`(?:^|[^0-9.])(2\.[0-9]{1,3})(?:\.[0-9]{1,3})?$`)

// dialectHint offers the right way to write what has a version in it.
func dialectHint(s string) string {
	m := lastVersion.FindStringSubmatch(s)
	switch {
	case m != nil:
	case strings.Contains(strings.ToLower(s), "determinate"):
		return " Determinate Nix is named by the Nix that it is based on."
	default:
		return ""
	}
	name := "nix "
	if len(m[1]) == 4 && m[1][2] == '9' {
		name = "lix "
	}
	return fmt.Sprintf(" Write %q.", name+m[1])
}

func unsupported(s string) *check.Problem {
	return &check.Problem{Code: diag.UnsupportedDialect, Detail: fmt.Sprintf(
		"%s is not supported: what it reads was not checked. Supported are %s to %s, %s to %s, and lix main.",
		diag.Quote(s), firstNix, lastNix.short(), firstLix, lastLix.short())}
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// Compare orders versions of one implementation.
func (d Dialect) Compare(e Dialect) int {
	return cmp.Or(cmp.Compare(d.Major, e.Major), cmp.Compare(d.Minor, e.Minor), cmp.Compare(d.Patch, e.Patch))
}

// String returns the dialect as the inventory writes it, or "" for the
// portable one.
func (d Dialect) String() string {
	name := "nix "
	if d.Lix {
		name = "lix "
	}
	switch d.Major {
	case 0:
		return ""
	case mainBranch:
		return name + "main"
	}
	return name + d.short()
}

func (d Dialect) short() string {
	s := strconv.Itoa(d.Major) + "." + strconv.Itoa(d.Minor)
	if d.Exact {
		s += "." + strconv.Itoa(d.Patch)
	}
	return s
}
