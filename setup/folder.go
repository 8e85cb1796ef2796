package setup

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"regexp"
	"strings"
)

// keep makes a private folder, tells its path, and removes it when there is
// nothing more to read: when we say so, when we are gone, or the connection is.
// A shell's rc file may print before.
const keep = `umask 077; trap "rm -rf \"\$d\"" 0; trap "exit 1" 1 2 3 13 15; d=; ` +
	`d=$(mktemp -d "${TMPDIR:-/tmp}/buildmachines.XXXXXX") || exit; printf "\n%s\n" "` + folderMark + `$d"; ` +
	`while read -r line; do :; done`

const folderMark = "buildmachines-folder="

// folder is what mktemp makes. The path comes from the other machine, and goes
// into scripts for it.
var folder = regexp.MustCompile(`^/[A-Za-z0-9/._+-]+$`)

// A keeper is the shell there that has the folder.
type keeper struct {
	dir   string
	cmd   *exec.Cmd
	pipe  io.WriteCloser
	ended chan error
}

// Put copies the bootstrap script into a folder there that is gone with us.
func (h *Host) Put(script []byte) (*Script, error) {
	k, err := h.keep()
	if err != nil {
		return nil, failed("making a folder on "+h.dest, err)
	}
	s := &Script{h, k}
	if _, err := h.output("copying the script", "umask 077; cat > "+k.dir+"/bootstrap.sh", bytes.NewReader(script)); err != nil {
		return nil, errors.Join(err, s.Delete())
	}
	return s, nil
}

func (h *Host) keep() (*keeper, error) {
	k := &keeper{ended: make(chan error, 1)}
	k.cmd = h.ssh(h.ctx, keep, "-T")
	err := h.attend(task{name: "a folder", whole: h.limits.Answer}, func(ctx context.Context, e *ears) error {
		out, err := k.start(e, h.streams.Err)
		if err != nil {
			return err
		}
		told := make(chan string, 1)
		go k.read(out, e, told)
		select {
		case k.dir = <-told:
		case <-ctx.Done():
		}
		if k.dir != "" {
			return nil
		}
		return k.end(ctx, fmt.Errorf("%s made no temporary folder with a plain name", h.dest))
	})
	if err != nil {
		return nil, err
	}
	return k, nil
}

// end has the folder removed, and waits for that. It returns otherwise where all
// went well.
func (k *keeper) end(ctx context.Context, otherwise error) error {
	_ = k.pipe.Close() // one that is gone has removed the folder
	select {
	case err := <-k.ended:
		return cmp.Or(err, otherwise)
	case <-ctx.Done():
		return errors.Join(ctx.Err(), k.cmd.Process.Kill())
	}
}

func (k *keeper) start(e *ears, stderr io.Writer) (out io.Reader, err error) {
	if k.pipe, err = k.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if out, err = k.cmd.StdoutPipe(); err != nil {
		return nil, err
	}
	k.cmd.Stderr = e.on(stderr)
	return out, k.cmd.Start()
}

// read tells the path, or "" when there is none, and then drops what is said.
func (k *keeper) read(out io.Reader, e *ears, told chan<- string) {
	lines := bufio.NewScanner(io.TeeReader(out, e.on(io.Discard)))
	lines.Buffer(nil, 2*maxSaid)
	dir, found := "", false
	for !found && lines.Scan() {
		dir, found = strings.CutPrefix(strings.TrimRight(lines.Text(), "\r"), folderMark)
	}
	if !found || !folder.MatchString(dir) {
		dir = ""
	}
	told <- dir
	if lines.Err() != nil {
		_ = k.cmd.Process.Kill() // it would talk for ever
	}
	_, _ = io.Copy(io.Discard, out)
	k.ended <- k.cmd.Wait()
}

// Delete removes the script and its folder, and waits for that. Where we have cut the
// connection, the machine does it by itself.
func (s *Script) Delete() error {
	h, k := s.host, s.keeper
	err := h.attend(task{name: "the removal of " + k.dir, whole: h.limits.Answer}, func(ctx context.Context, _ *ears) error {
		return k.end(ctx, nil)
	})
	if h.cut.Load() {
		return nil
	}
	return failed("removing "+k.dir+" on "+h.dest, err)
}
