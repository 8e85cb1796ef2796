// Package setup brings a bootstrap script to the machine of a builder and runs it
// there, over the ssh of whoever administers it: their keys, their config and
// their known_hosts, which vouch for the machine. Nothing here weakens what
// they say.
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
	"regexp"
	"strings"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

// Streams are what the person at the keyboard sees and types.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Terminal bool // In is a terminal: programs there may ask
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
	ctx     context.Context
	dest    string
	dir     string // of the socket, ours alone
	streams Streams
}

// Connect logs in at dest, which is what ssh takes: [user@]host, an alias, or
// a URI. The error has what ssh says.
func Connect(ctx context.Context, dest string, s Streams) (*Host, error) {
	if dest == "" || strings.HasPrefix(dest, "-") {
		return nil, fmt.Errorf("%q is no [user@]host", dest)
	}
	// Short: the path of a socket has at most 104 bytes on macOS, and ssh adds
	// 17 while it makes one.
	dir, err := os.MkdirTemp("/tmp", "bm")
	if err != nil {
		return nil, err
	}
	s = s.plain()
	h := &Host{ctx: ctx, dest: dest, dir: dir, streams: s}
	if err := h.login(); err != nil {
		_ = os.RemoveAll(dir) // it is empty
		return nil, failed("cannot log in to "+dest, err)
	}
	return h, nil
}

// login makes the connection. It leaves out the tunnels that the user's config
// has for the machine.
func (h *Host) login() error {
	options := []string{"-M", "-f", "-N", "-o", "ClearAllForwardings=yes"}
	if h.trusting() {
		options = append(options, "-o", "StrictHostKeyChecking="+map[bool]string{true: "ask", false: "yes"}[h.streams.Terminal])
	}
	cmd := h.ssh(nil, options...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = h.streams.In, h.streams.Err, h.streams.Err // stdout is for the product
	return cmd.Run()
}

// trusting reports whether the user's ssh takes a host key that nobody has
// verified: we run a script as root there, and pin what the machine shows.
func (h *Host) trusting() bool {
	out, err := h.ssh(nil, "-G").Output()
	if err != nil {
		return false // the login says why
	}
	for line := range strings.Lines(string(out)) {
		switch strings.TrimSpace(line) {
		case "stricthostkeychecking false", "stricthostkeychecking no", "stricthostkeychecking off", "stricthostkeychecking accept-new":
			return true
		}
	}
	return false
}

// Close ends the connection.
func (h *Host) Close() error {
	end := exec.Command("ssh", "-S", h.socket(), "-O", "exit", "--", h.dest) // even when ctx is done
	_ = end.Run()                                                            // it says "Exit request sent", or that it is gone already
	return os.RemoveAll(h.dir)
}

func (h *Host) socket() string { return filepath.Join(h.dir, "s") }

// ssh returns a command that runs a script of ours on the machine. The user's
// own RemoteCommand and LocalCommand would come in between.
func (h *Host) ssh(script []string, options ...string) *exec.Cmd {
	args := append([]string{"-S", h.socket(), "-o", "ControlPersist=no", "-o", "RemoteCommand=none", "-o", "PermitLocalCommand=no"}, options...)
	args = append(args, "--", h.dest)
	cmd := exec.CommandContext(h.ctx, "ssh", append(args, script...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // so that what runs there ends too
	return cmd
}

// inSh returns the words that make any login shell there run a POSIX script.
// It must not hold a single quote: fish and csh read escapes of it otherwise.
func inSh(script string) []string {
	if strings.Contains(script, "'") {
		panic("internal error: a quote in a remote script")
	}
	return []string{"exec sh -c '" + script + "'"}
}

// output runs a script that says something short, with stdin for it.
func (h *Host) output(script string, stdin io.Reader) (string, error) {
	var out bytes.Buffer
	cmd := h.ssh(inSh(script), "-T")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &limited{w: &out, left: 1 << 20}, h.streams.Err
	if err := cmd.Run(); err != nil {
		return "", failed("on "+h.dest, err)
	}
	return out.String(), nil
}

// limited drops what is over the limit: a machine that talks for ever fills
// nobody's memory.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	if _, err := l.w.Write(p[:n]); err != nil {
		return 0, err
	}
	return len(p), nil
}

// folder is what mktemp makes. The path comes from the other machine, and goes
// into scripts for it.
var folder = regexp.MustCompile(`^/[A-Za-z0-9/._+-]+$`)

// Put copies the bootstrap script into a private folder there.
func (h *Host) Put(script []byte) (*Script, error) {
	out, err := h.output(`umask 077; d=$(mktemp -d "${TMPDIR:-/tmp}/buildmachines.XXXXXX") && cat >"$d/bootstrap.sh" && printf "%s\n" "$d"`, bytes.NewReader(script))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimRight(out, "\n"), "\n")
	dir := lines[len(lines)-1] // a shell's rc file may have printed before
	if !folder.MatchString(dir) {
		return nil, fmt.Errorf("%s made no temporary folder: its shell prints something of its own", h.dest)
	}
	return &Script{h, dir}, nil
}

// failed says what ended a command. ssh itself ends with 255, and has said why.
func failed(what string, err error) error {
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return Failed{what, exit.ExitCode()}
	}
	return fmt.Errorf("%s: %w", what, err)
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
