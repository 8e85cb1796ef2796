package e2etest_test

import (
	"flag"
	"fmt"
	"os"
	"testing"
)

// A test mostly waits: for ssh, for Nix, and for the kernel to make machines.
// So more of them run at once than there are processors.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}
