package main

import (
	"fmt"
	"strings"

	"github.com/buildmachines/buildmachines/schema/check"
)

// maxListed is how many names a message lists.
const maxListed = 20

// list returns names for a message.
func list(names []string) string {
	if n := len(names) - maxListed; n > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:maxListed], ", "), n)
	}
	return strings.Join(names, ", ")
}

// noneNamed is the error about a name that none of what there is has. kind is
// "client" or "builder".
func noneNamed(kind, name string, names []string) error {
	near := ""
	if s := check.Suggest(name, names); s != "" {
		near = fmt.Sprintf(" (did you mean %q?)", s)
	}
	return usage("no %s is named %q%s; there are: %s", kind, name, near, list(names))
}
