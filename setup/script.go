package setup

import (
	"context"
	"slices"
)

// Script is a bootstrap script in a folder of its own on a machine.
type Script struct {
	host *Host
	*keeper
}

// The script's own flags.
const (
	DryRun   = "--dry-run"
	Remove   = "--remove"
	hostKeys = "--host-keys"
)

// Run runs the script, and lets it talk to the person: its steps go to Out, and
// sudo asks on the terminal where there is one. asRoot is for scripts that set
// up a machine, and false for those of an account without a daemon.
func (s *Script) Run(asRoot bool, flags ...string) error {
	command := "sh " + s.dir + "/bootstrap.sh"
	for _, f := range flags {
		if !slices.Contains([]string{DryRun, Remove}, f) {
			panic("internal error: the bootstrap script has no flag " + f)
		}
		command += " " + f
	}
	sudo, tty := "sudo -n", "-T"
	if s.host.streams.Terminal {
		sudo, tty = "sudo", "-t"
	}
	script := "exec " + command
	if asRoot {
		script = `if [ "$(id -u)" = 0 ]; then ` + script + `; fi; exec ` + sudo + ` ` + command
	}
	return failed("the script on "+s.host.dest, s.run(script, tty))
}

// run lets the script talk to the person.
func (s *Script) run(script, tty string) error {
	h := s.host
	t := task{name: "the script", silence: h.limits.Silence, whole: h.limits.Script}
	return h.attend(t, func(ctx context.Context, e *ears) error {
		cmd := h.ssh(ctx, script, tty)
		cmd.Stdout, cmd.Stderr = e.on(h.streams.Out), e.on(h.streams.Err)
		if h.streams.Out == h.streams.Err {
			cmd.Stderr = cmd.Stdout
		}
		if h.streams.Terminal {
			cmd.Stdin = h.streams.In
		} // else nothing reads it, and a shell there must not
		defer h.terminal.listen(ctx)()
		err := cmd.Run()
		if err != nil && h.streams.Terminal {
			wait(ctx, poll) // a ^C may be on its way to us; ssh ends with 255 then
		}
		return err
	})
}
