package counterpart

import (
	"os"
	"os/exec"
	"testing"
)

// PrivateMounts returns the words that start a program in a mount namespace of
// its own: what it mounts over /etc or /root, nobody else sees. Only root can.
func PrivateMounts(t testing.TB) []string {
	t.Helper()
	words := []string{Require(t, "unshare"), "--mount", "--propagation", "private", "--"}
	if os.Getuid() != 0 {
		missing(t, "only root can mount over /etc")
	}
	out, err := exec.Command(words[0], append(words[1:], "mount", "-t", "tmpfs", "tmpfs", "/tmp")...).CombinedOutput()
	if err != nil {
		missing(t, "no private mount namespace here: "+string(out))
	}
	return words
}
