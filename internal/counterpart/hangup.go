package counterpart

import (
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// HangUp lets SIGHUP end what the test starts. A test that runs under nohup ignores
// the signal, and so would its children: exec resets only signals that are caught.
func HangUp(t testing.TB) {
	t.Helper()
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(caught) })
}
