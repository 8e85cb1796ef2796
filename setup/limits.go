package setup

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"time"
)

// Limits say how long a machine may leave us waiting.
type Limits struct {
	Word    time.Duration // of silence before a line says what is waited for; the next one comes after twice as long
	Login   time.Duration // in all: a person may have to type something
	Answer  time.Duration // in all, for what takes a machine a moment
	Silence time.Duration // of the script, whose steps may wait for services there
	Script  time.Duration // in all
	Grace   time.Duration // for a program of ours that was told to end, before it is killed
}

// Patient are the limits for a slow machine, far away.
var Patient = Limits{
	Word:    10 * time.Second,
	Login:   5 * time.Minute,
	Answer:  2 * time.Minute,
	Silence: 10 * time.Minute,
	Script:  time.Hour,
	Grace:   3 * time.Second,
}

// ErrInterrupted says that the context ended, and not the machine.
var ErrInterrupted = errors.New("interrupted")

// A task is something that a machine does while we wait.
type task struct {
	name    string        // in "waiting for NAME"
	silence time.Duration // 0: no limit but whole
	whole   time.Duration
	quiet   func() bool // reports whether a person is being asked; may be nil
}

// attend does what the task is, tells a person what is waited for, and gives up
// when a limit is over, or the machine says too much: ctx is done then. It does
// not return before do does.
func (h *Host) attend(t task, do func(ctx context.Context, e *ears) error) error {
	ctx, stop := context.WithCancelCause(h.ctx)
	e := &ears{last: time.Now(), left: maxSaid, over: func() {
		stop(fmt.Errorf("%s: %s says more than %d KiB", h.dest, t.name, maxSaid>>10))
	}}
	var watching sync.WaitGroup
	watching.Go(func() { h.watch(ctx, stop, t, e) })
	err := do(ctx, e)
	cause := context.Cause(ctx)
	stop(nil)
	watching.Wait()
	switch {
	case err == nil:
		return nil
	case h.ctx.Err() != nil:
		return ErrInterrupted
	case cause != nil:
		return cause // we have ended ssh
	case interrupted(err):
		return ErrInterrupted
	}
	return err
}

// interrupted reports whether somebody has ended ssh. A terminal tells it and us at
// once, and we may hear of its end first.
func interrupted(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && slices.Contains([]syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP}, status.Signal())
}

// watch ends with ctx.
func (h *Host) watch(ctx context.Context, stop context.CancelCauseFunc, t task, e *ears) {
	if t.silence == 0 {
		t.silence = 2 * t.whole
	}
	end := time.Now().Add(t.whole)
	heard, word := e.heard(), h.limits.Word
	for {
		if at := e.heard(); at != heard {
			heard, word = at, h.limits.Word
		}
		next := earliest(heard.Add(word), heard.Add(t.silence), end)
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Until(next)):
		}
		silent := time.Since(e.heard())
		switch {
		case silent >= word:
			if !h.asking(t, e) {
				h.streams.Waiting(t.name, silent)
			}
			for word <= silent {
				word *= 2
			}
		case !time.Now().Before(end):
			stop(fmt.Errorf("%s: %s is not over after %v", h.dest, t.name, t.whole))
		case silent >= t.silence:
			stop(fmt.Errorf("%s: %s is silent for %v", h.dest, t.name, t.silence))
		}
	}
}

func earliest(first time.Time, more ...time.Time) time.Time {
	for _, t := range more {
		if t.Before(first) {
			first = t
		}
	}
	return first
}

// asking reports whether a person is being asked, so that no line should come in
// between: a question is a line without an end.
func (h *Host) asking(t task, e *ears) bool {
	return h.streams.Terminal && e.midLine() || t.quiet != nil && t.quiet()
}
