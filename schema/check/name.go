package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// The forms of names.
var (
	LabelForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$`)
	UserForm  = regexp.MustCompile(`^[a-z_][a-z0-9._-]{0,31}$`)
	WordForm  = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._+-]{0,61}[A-Za-z0-9+])?$`)
)

// storeWords are what Nix takes for stores of its own (store-reference.cc), and
// localhost, for which it does not run ssh (libstore ssh.cc).
var storeWords = []string{"auto", "daemon", "local", "localhost"}

// Label checks the name of a block. It becomes an ssh host name and a part of
// store URIs.
func Label(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	if slices.Contains(storeWords, s) {
		return New(diag.InvalidLabel, "%s means something else to Nix. Choose another name.", diag.Quote(s))
	}
	if s == "none" {
		return New(diag.InvalidLabel, "To ssh, \"none\" as a jump means no jump. Choose another name.")
	}
	if LabelForm.MatchString(s) {
		return nil
	}
	if low := strings.ToLower(s); LabelForm.MatchString(low) {
		return New(diag.InvalidLabel, "Write %s: names are lower case.", diag.Quote(low))
	}
	return New(diag.InvalidLabel, "%s is not a name of at most 63 lower-case letters, digits, \".\", \"_\" and \"-\" that begins and ends with a letter or digit.", diag.Quote(s))
}

// User checks the name of an account.
func User(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	if user, host, ok := strings.Cut(s, "@"); ok {
		return New(diag.InvalidUser, "Write %s only; the host %s goes into host_name.", diag.Quote(user), diag.Quote(host))
	}
	if !UserForm.MatchString(s) {
		return New(diag.InvalidUser, "%s is not an account name of at most 32 lower-case letters, digits, \".\", \"_\" and \"-\" that begins with a letter or \"_\".", diag.Quote(s))
	}
	return nil
}

// Word checks a tag or the name of a profile.
func Word(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	if rest, ok := strings.CutPrefix(s, "@"); ok {
		return New(diag.InvalidLabel, "Write %s: the \"@\" is only for places that take names and tags.", diag.Quote(rest))
	}
	if !WordForm.MatchString(s) {
		return New(diag.InvalidLabel, "%s is not a word of at most 63 letters, digits, \".\", \"_\", \"+\" and \"-\" that begins with a letter or digit.", diag.Quote(s))
	}
	return nil
}
