package install

import (
	"os"
	"testing"
)

// SetFault sets the fault of this test.
func SetFault(t testing.TB, f func(op, path string) error) {
	testOnlyFault = f
	t.Cleanup(func() { testOnlyFault = nil })
}

// SetSync replaces fsync for this test.
func SetSync(t testing.TB, f func(*os.File) error) {
	testOnlySync = f
	t.Cleanup(func() { testOnlySync = nil })
}

var (
	SetLine = setLine
	LineIn  = lineIn
)

// Stanza returns what a configuration says of a host.
func Stanza(config, host string) (text string, sets map[string]bool) {
	s := stanzas(config)[host]
	return s.text, s.sets
}
