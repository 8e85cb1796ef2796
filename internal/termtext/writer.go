package termtext

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"unicode/utf8"
)

// maxTalk is how many characters of a line of talk are shown. The longest that
// is of use to a reader names a path or two, of 4 KiB at most.
const maxTalk = 16 << 10

// A Writer passes text on as it comes, harmless. It holds back no more than the
// beginning of a character, so that a question without a line break is seen.
// Several goroutines may write to it.
type Writer struct {
	mu       sync.Mutex
	under    *under
	talk     bool
	guard    guard
	rest     []byte // the beginning of a character, or a CR
	shown    int    // characters of this line
	dropped  int    // bytes of this line
	terminal bool
}

// under is the writer below a Writer. It remembers its first error: cobra drops
// those of help, and returns those of completion as it returns wrong usage.
type under struct {
	io.Writer
	err error
}

func (u *under) Write(p []byte) (int, error) {
	n, err := u.Writer.Write(p)
	if u.err == nil {
		u.err = err
	}
	return n, err
}

// Talk returns a writer for what is said while something goes on, most of it in
// lines: w itself if that is a [Writer]. Very long lines are cut. CR before LF
// stays on a terminal alone, which needs it while ssh has it in its raw mode.
func Talk(w io.Writer) *Writer { return newWriter(w, true) }

// Listing returns a writer for what is a result, such as a diff: w itself if
// that is a [Writer]. Nothing is left out, and no CR is hidden.
func Listing(w io.Writer) *Writer { return newWriter(w, false) }

func newWriter(w io.Writer, talk bool) *Writer {
	if t, ok := w.(*Writer); ok {
		return t
	}
	return &Writer{under: &under{Writer: w}, talk: talk, terminal: IsTerminal(w)}
}

// IsTerminal reports whether w is a terminal, or a [Writer] to one.
func IsTerminal(w io.Writer) bool {
	switch w := w.(type) {
	case *Writer:
		return w.terminal
	case *os.File:
		info, err := w.Stat()
		return err == nil && info.Mode()&os.ModeCharDevice != 0
	}
	return false
}

// Exact returns the writer for a file that is the product of a command: its
// bytes as they are, unless a terminal is to show them.
func Exact(w io.Writer) io.Writer {
	if IsTerminal(w) {
		return w
	}
	return Under(w)
}

// Under returns the writer below w. What it gets must be harmless already: it is
// for those who colour text, or talk to the runner of a CI job.
func Under(w io.Writer) io.Writer {
	if t, ok := w.(*Writer); ok {
		return t.under
	}
	return w
}

// Err returns the first error of the writer below.
func (w *Writer) Err() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.under.err
}

func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := string(append(w.rest, p...))
	var out strings.Builder
	for text != "" {
		if text == "\r" || !utf8.FullRuneInString(text) {
			break
		}
		text = text[w.next(&out, text):]
	}
	w.rest = append(w.rest[:0], text...)
	return len(p), w.pass(&out)
}

// Flush writes what was held back, which nothing follows.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	var out strings.Builder
	for text := string(w.rest); text != ""; {
		text = text[w.next(&out, text):]
	}
	w.rest = w.rest[:0]
	return w.pass(&out)
}

func (w *Writer) pass(out *strings.Builder) error {
	if out.Len() == 0 {
		return nil
	}
	_, err := io.WriteString(w.under, out.String())
	return err
}

// next writes the first character of text, and returns its size.
func (w *Writer) next(out *strings.Builder, text string) int {
	switch {
	case text[0] == '\n':
		w.end(out, "\n")
		return 1
	case w.talk && strings.HasPrefix(text, "\r\n"):
		if w.terminal {
			w.end(out, "\r\n")
		} else {
			w.end(out, "\n")
		}
		return 2
	}
	show, size := Visible(text)
	if text[0] == '\t' {
		show = "\t"
	}
	if w.talk && w.shown >= maxTalk {
		w.dropped += size
		return size
	}
	w.shown++
	w.guard.write(out, show)
	return size
}

// end ends a line.
func (w *Writer) end(out *strings.Builder, lineBreak string) {
	if w.dropped > 0 {
		fmt.Fprintf(out, "... (%d bytes more)", w.dropped)
	}
	out.WriteString(lineBreak)
	w.shown, w.dropped, w.guard = 0, 0, guard{}
}
