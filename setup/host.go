// Package setup brings a bootstrap script to the machine of a builder and runs it
// there, over the ssh of whoever administers it: their keys, their config and
// their known_hosts, which vouch for the machine. Nothing here weakens what
// they say, and nothing of theirs but the login goes to the machine.
package setup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// Streams are what the person at the keyboard sees and types.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // In is a terminal: programs there may ask
	// Waiting says what is waited for, after so much silence. It is called from
	// another goroutine.
	Waiting func(what string, silent time.Duration)
}

// plain makes what comes from the machine harmless to a terminal. Where both
// are one, they stay one: exec writes to it from one goroutine then.
func (s Streams) plain() Streams {
	one := s.Out == s.Err
	s.Out, s.Err = termtext.Talk(s.Out), termtext.Talk(s.Err)
	if one {
		s.Out = s.Err
	}
	return s
}

// Host is a machine with one connection that all commands share, so that the
// person is asked for a passphrase once.
type Host struct {
	ctx      context.Context
	dest     string
	dir      string // of the socket, ours alone
	streams  Streams
	limits   Limits
	terminal terminal
	janitor  *janitor
	log      *sshLog  // of the connection
	guards   []string // the options of every ssh that reads the user's config
	proven   string   // the fingerprint of the host key that the login verified
	cut      atomic.Bool
}

// Connect logs in at dest, which is what ssh takes: [user@]host, an alias, or
// a URI. The error has what ssh says.
func Connect(ctx context.Context, dest string, s Streams, l Limits) (*Host, error) {
	if dest == "" || strings.HasPrefix(dest, "-") {
		return nil, fmt.Errorf("%q is no [user@]host", dest)
	}
	// Short: the path of a socket has at most 104 bytes on macOS, and ssh adds
	// 17 while it makes one.
	dir, err := os.MkdirTemp("/tmp", "bm")
	if err != nil {
		return nil, err
	}
	h := &Host{ctx: ctx, dest: dest, dir: dir, streams: s.plain(), limits: l, terminal: terminalOf(s, l.Grace)}
	if h.janitor, err = startJanitor(dir, h.terminal); err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	if h.log, err = openLog(filepath.Join(dir, "log"), h.streams.Err); err == nil {
		err = h.login()
	}
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// Close ends the connection, and waits for that. The end of this program would do
// it, too.
func (h *Host) Close() error {
	err := h.janitor.close(h.ctx, h.limits)
	if h.log != nil {
		h.log.close()
	}
	return err
}

func (h *Host) socket() string { return filepath.Join(h.dir, "s") }

// ssh returns a command that runs a script of ours over the connection, and cannot
// make another one. It reads no config: the connection has all that it takes.
func (h *Host) ssh(ctx context.Context, script string, options ...string) *exec.Cmd {
	args := append([]string{"-F", "none", "-S", h.socket(), "-o", "ProxyCommand=false", "-a", "-x", "-e", "none"}, options...)
	cmd := h.command(ctx, append(args, "--", h.dest, inSh(script))...)
	cmd.Cancel = func() error {
		// The connection would hold its streams until the machine closes them.
		h.cut.Store(true)
		_ = h.janitor.pipe.Close() // closed before, it is the same
		return cmd.Process.Signal(os.Interrupt)
	}
	return cmd
}

// command returns an ssh that ends with ctx.
func (h *Host) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "ssh", args...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = h.limits.Grace
	return cmd
}

// inSh makes any login shell there run a POSIX script. It must not hold a single
// quote: fish and csh read escapes of it otherwise.
func inSh(script string) string {
	if strings.ContainsAny(script, "'\n") {
		panic("internal error: a quote or a line break in a remote script")
	}
	return "exec sh -c '" + script + "'"
}

// output runs a script that says something short, with stdin for it.
func (h *Host) output(name, script string, stdin io.Reader) (string, error) {
	var out bytes.Buffer
	err := h.attend(task{name: name, whole: h.limits.Answer}, func(ctx context.Context, e *ears) error {
		cmd := h.ssh(ctx, script, "-T")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, e.on(&out), e.on(h.streams.Err)
		return cmd.Run()
	})
	if err != nil {
		return "", failed(name+" on "+h.dest, err)
	}
	return out.String(), nil
}

// failed says what ended a command, if something did. ssh itself ends with 255, and
// has said why.
func failed(what string, err error) error {
	if err == nil {
		return nil
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return Failed{what, exit.ExitCode()}
	}
	return err // it says what it is about
}

// Failed is a command that ended with another status than 0 and has said why.
type Failed struct {
	What   string
	Status int // 255 if ssh failed, -1 if a signal ended it
}

func (f Failed) Error() string {
	if f.Status == 255 {
		return f.What + ": ssh failed"
	}
	return fmt.Sprintf("%s: exit status %d", f.What, f.Status)
}
