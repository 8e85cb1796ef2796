package setup

import (
	"errors"
	"io"
	"sync"
	"time"
)

// maxSaid bounds what a machine says in one task: a script prints some lines.
const maxSaid = 1 << 20

var errTooMuch = errors.New("too much output")

// ears note when a machine says something, and how much that is.
type ears struct {
	mu   sync.Mutex
	last time.Time
	left int
	open bool   // the last line has not ended: it may be a question
	over func() // is called when nothing is left
}

// on returns a writer that passes everything on to w.
func (e *ears) on(w io.Writer) io.Writer { return &ear{e, w} }

type ear struct {
	*ears
	w io.Writer
}

func (e *ear) Write(p []byte) (int, error) {
	if !e.note(p) {
		e.over()
		return 0, errTooMuch
	}
	return e.w.Write(p)
}

// note reports whether that much may be said.
func (e *ears) note(p []byte) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.last = time.Now()
	e.left -= len(p)
	if len(p) > 0 {
		e.open = p[len(p)-1] != '\n'
	}
	return e.left >= 0
}

func (e *ears) heard() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.last
}

func (e *ears) midLine() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.open
}
