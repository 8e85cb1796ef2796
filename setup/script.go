package setup

import (
	"errors"
	"slices"
)

// Script is a bootstrap script in a folder of its own on a machine.
type Script struct {
	host *Host
	dir  string
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
	cmd := s.host.ssh(inSh(script), tty)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.host.streams.In, s.host.streams.Out, s.host.streams.Err
	if !s.host.streams.Terminal {
		cmd.Stdin = nil // nothing reads it, and a shell there must not
	}
	if err := cmd.Run(); err != nil {
		return failed("the script on "+s.host.dest, err)
	}
	return nil
}

// Delete removes the script and its folder.
func (s *Script) Delete() error {
	if s.host.ctx.Err() != nil {
		return errors.New("interrupted: " + s.dir + " is left on " + s.host.dest)
	}
	_, err := s.host.output("rm -rf "+s.dir, nil)
	return err
}
