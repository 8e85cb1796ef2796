package install

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

const (
	// maxDiffed bounds a file whose lines are compared. Longer ones are only
	// named.
	maxDiffed = 4 << 20
	// around is how many lines before and after a change are shown.
	around = 3
)

// Diff prints what the plan changes as unified diffs. Of files of others it
// shows nothing but our line, and nothing at all of those that may hold a key.
func (p *Plan) Diff(w io.Writer) error {
	w = termtext.Listing(w)
	for _, s := range p.steps {
		if s.Op == opMkdir || s.Op == opRmdir {
			continue
		}
		if _, err := io.WriteString(w, p.host.diff(s)); err != nil {
			return err
		}
	}
	return nil
}

func (h *Host) diff(s step) string {
	from, to := h.show(s.Path), h.show(s.Path)
	if s.old == nil {
		from = "/dev/null"
	}
	if s.next == nil {
		to = "/dev/null"
	}
	if bytes.Equal(s.old, s.next) && s.old != nil && s.next != nil {
		return fmt.Sprintf("Mode of %s: %04o, to be %04o\n", to, s.was.mode, s.after().mode)
	}
	why := ""
	switch {
	case s.hidden:
		why = " (not shown, because one of them may hold a key)"
	case len(s.old) > maxDiffed || len(s.next) > maxDiffed:
		why = " (not shown, because they are large)"
	default:
		if text := unified(from, to, s); text != "" {
			return text
		}
	}
	return fmt.Sprintf("Files %s and %s differ%s\n", from, to, why)
}

func unified(from, to string, s step) string {
	old, next, lines := string(s.old), string(s.next), around
	if s.Op == opLine {
		// Without their neighbours. One of them would be shown if it got the
		// line break that it lacked.
		old, next, lines = ended(old), ended(next), 0
	}
	text, err := udiff.ToUnified(from, to, old, udiff.Lines(old, next), lines)
	if err != nil {
		return ""
	}
	return text
}

func ended(text string) string {
	if text == "" || strings.HasSuffix(text, "\n") {
		return text
	}
	return text + "\n"
}
