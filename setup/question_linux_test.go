package setup_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// A question is a line without an end, and no words come in between. One may have
// been on its way.
func TestNoWordsInAQuestion(t *testing.T) {
	m := start(t, "")
	m.limits.Word = time.Millisecond
	streams := m.streams()
	streams.In, _ = counterpart.OpenTerminal(t)
	streams.Terminal = true
	var words atomic.Int32
	streams.Waiting = func(what string, _ time.Duration) {
		if what == "the script" && strings.Contains(m.said.String(), "Password: ") {
			words.Add(1)
		}
	}
	h, err := setup.Connect(context.Background(), "machine", streams, m.limits)
	if err != nil {
		t.Fatalf("%v\n%s", err, m.said.String())
	}
	defer h.Close()
	s, err := h.Put([]byte("printf 'Password: '; while [ ! -e \"$TMPDIR/answer\" ]; do sleep 0.1; done\n"))
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Run(false) }()
	for !strings.Contains(m.said.String(), "Password: ") {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(100 * m.limits.Word) // in which more than one would come
	if n := words.Load(); n > 1 {
		t.Errorf("%d words come in between", n)
	}
	if err := os.WriteFile(filepath.Join(m.Temp, "answer"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
