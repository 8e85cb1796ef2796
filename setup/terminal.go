package setup

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// A terminal is where a person types. The zero value is none.
type terminal struct {
	file  *os.File
	modes string // as they were, in the words of stty
	grace time.Duration
}

func terminalOf(s Streams, grace time.Duration) terminal {
	file, ok := s.In.(*os.File)
	if !ok || !s.Terminal {
		return terminal{}
	}
	t := terminal{file: file, grace: grace}
	t.modes = t.now()
	return t
}

// stty says nothing where it is missing, or the terminal is gone.
func (t terminal) stty(words ...string) string {
	ctx, stop := context.WithTimeout(context.Background(), t.grace) // it stops when it is in the background
	defer stop()
	cmd := exec.CommandContext(ctx, "stty", words...)
	cmd.Stdin = t.file
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func (t terminal) now() string { return t.stty("-g") }

// asks reports whether a program asks for something that it does not show.
func (t terminal) asks() bool { return t.modes != "" && t.now() != t.modes }

func (t terminal) restore() {
	if t.asks() {
		t.stty(t.modes)
	}
}

// listen keeps signals until stop is called, which restores the terminal.
func (t terminal) listen(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var listening sync.WaitGroup
	listening.Go(func() { t.keepSignals(ctx) })
	return func() {
		cancel()
		listening.Wait()
		t.restore()
	}
}

// poll is how often we look whether ssh has changed the terminal.
const poll = 50 * time.Millisecond

// keepSignals lets ^C be a signal for the programs here, until ctx is done. With
// a terminal on the far side, ssh makes it a character for the programs there
// (enter_raw_mode in sshtty.c), and then a machine that does not listen could hold
// us. Line ends are made here again, too, for lines of our own.
func (t terminal) keepSignals(ctx context.Context) {
	for t.modes != "" && wait(ctx, poll) {
		if t.asks() {
			t.stty("isig", "opost")
			return
		}
	}
}

// wait reports whether ctx lasts that long.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}
