package main

import (
	"fmt"
	"strings"

	"github.com/buildmachines/buildmachines/schema/check"
)

// list returns names for a message, and few for one that is about something else.
func list(names []string) string { return upTo(20, names) }
func few(names []string) string  { return upTo(2, names) }

// upTo returns the first names, and how many are left out. That is never one,
// whose name takes no more room.
func upTo(most int, names []string) string {
	if n := len(names) - most; n > 1 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n)
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
