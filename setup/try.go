package setup

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/termtext"
)

// A Trial is a client's way to a builder, gone from this machine: with the
// stanza and the pins that the client gets.
type Trial struct {
	Client   *plan.Client
	Builder  *plan.Builder // as the client sees it
	Identity string        // the private key to use
	Err      io.Writer     // where ssh talks
}

// timeLimit bounds a trial: a forced command may say nothing, for ever.
const timeLimit = 30 * time.Second

// Run asks the builder for what the client's Nix would ask for, and reads the
// greeting of its daemon.
func (t Trial) Run(outer context.Context) error {
	dir, err := os.MkdirTemp("", "buildmachines")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) // a folder in /tmp is no reason to fail
	if err := t.files(dir); err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(outer, timeLimit)
	defer stop()
	g := greetings[t.Builder.Protocol]
	command := t.command(g.flag)
	cmd := exec.CommandContext(ctx, "ssh", "-F", filepath.Join(dir, "ssh_config"), "--", t.Builder.Name, command)
	cmd.WaitDelay = Patient.Grace // the ssh for a jump has the same stderr
	cmd.Stderr = termtext.Talk(t.Err)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	_, _ = stdin.Write(g.asks) // a peer that is gone shows in what is read
	got := make([]byte, len(g.answers))
	_, readErr := io.ReadFull(stdout, got)
	_ = stdin.Close()
	if readErr == nil {
		stop() // it would wait for more; one that fails ends by itself
	}
	waitErr := cmd.Wait()
	switch {
	case readErr == nil && slices.Equal(got, g.answers):
		return nil
	case readErr == nil:
		return fmt.Errorf("%q answers with something else than Nix's greeting: a shell there prints text", command)
	case outer.Err() != nil:
		return ErrInterrupted
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%q says nothing for %v", command, timeLimit)
	}
	return failed(fmt.Sprintf("%q", command), waitErr)
}

// files writes what ssh reads, for the user who runs this program.
func (t Trial) files(dir string) error {
	me, err := user.Current()
	if err != nil {
		return err
	}
	b := *t.Builder
	b.SSHKey = t.Identity
	c := *t.Client
	c.Users, c.Dir, c.Builders = []string{me.Username}, dir, []*plan.Builder{&b}
	config, known := sshconfig.Config{}, sshconfig.KnownHosts{}
	if diags := append(config.Check(&c), known.Check(&c)...); diags.HasErrors() {
		return diags
	}
	return errors.Join(
		write(filepath.Join(dir, "ssh_config"), func(w io.Writer) error { return config.Emit(w, &c) }),
		write(filepath.Join(dir, "known_hosts"), func(w io.Writer) error { return known.Emit(w, &c) }),
	)
}

func write(path string, emit func(io.Writer) error) error {
	var text strings.Builder
	if err := emit(&text); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text.String()), 0o600)
}

// command is what this client sends, of all that the builder lets through.
func (t Trial) command(flag string) string {
	for _, c := range t.Builder.Remote.Commands {
		if slices.Contains(c.Argv, flag) {
			return c.Sent
		}
	}
	panic("internal error: a client of the builder sends nothing")
}

// greeting is the first that the two ends of a protocol say, as integers of
// eight bytes (libstore worker-protocol.hh, serve-protocol.hh).
type greeting struct {
	flag          string // by which its command is known
	asks, answers []byte
}

var greetings = map[string]greeting{
	"ssh-ng": {"--stdio", words(0x6e697863), words(0x6478696f)},
	"ssh":    {"--serve", words(0x390c9deb, 0x0205), words(0x5452eecb)},
}

func words(n ...uint64) []byte {
	var out []byte
	for _, w := range n {
		out = binary.LittleEndian.AppendUint64(out, w)
	}
	return out
}
