package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/install"
)

// installer is one run of the command.
type installer struct {
	*installOptions
	host *install.Host
	cmd  *cobra.Command
}

func (i *installer) say(format string, args ...any) {
	say(i.cmd.ErrOrStderr(), format, args...)
}

// installed returns the client that --client names, or the only one.
func (i *installer) installed() (string, error) {
	all, err := i.host.Installed()
	switch {
	case err != nil:
		return "", failure{exitFailure, err}
	case i.client != "":
		for _, c := range all {
			if c == i.client {
				return c, nil
			}
		}
		return "", usage("client %q was never installed here", i.client)
	case len(all) == 1:
		return all[0], nil
	case len(all) == 0:
		return "", usage("there is nothing to roll back: no client was ever installed here")
	}
	return "", usage("there are %d clients; say which with --client: %s", len(all), list(all))
}

func (i *installer) install(c *plan.Client, files map[string][]byte) error {
	var users []install.User
	var skipped []string
	if i.root == "/" {
		users, skipped = install.Users(c.Users)
	}
	own, err := i.userConfigs(c, users)
	if err != nil {
		return err
	}
	items, err := i.host.Layout(c, files, own)
	if err != nil {
		return failure{exitFailure, err}
	}
	p, err := i.host.Plan(c.Name, items, i.force)
	if err != nil {
		return failure{exitFailure, err}
	}
	if p.Changes() {
		err = i.apply(p, "buildmachines did not write it; move it away, or replace it with --force")
	}
	if err != nil {
		return err
	}
	i.report(c, p)
	if err := i.overrides(c, files, users); err != nil {
		return err
	}
	if err := i.daemon(p); err != nil {
		return err
	}
	if !i.verify(c, users, skipped, files["ssh_config"]) || len(p.Kept) > 0 {
		return found()
	}
	return nil
}

// userConfigs returns the ssh configurations of daemon users that begin with
// ours, or are to.
func (i *installer) userConfigs(c *plan.Client, users []install.User) (out []string, err error) {
	for _, u := range users {
		if _, err := os.Stat(u.SSHConfig()); err != nil {
			continue
		}
		if err := i.host.Check(u.SSHConfig()); err != nil {
			if i.fixUserConfig {
				i.say("%s is left alone: %v", u.SSHConfig(), err)
			}
			continue
		}
		begins := i.fixUserConfig
		if !begins {
			if begins, err = i.host.Stands(c.Name, u.SSHConfig()); err != nil {
				return nil, failure{exitFailure, err}
			}
		}
		if begins {
			out = append(out, u.SSHConfig())
		}
	}
	return out, nil
}

// apply shows the plan, asks, and carries it out. SIGINT and SIGTERM leave the
// machine as it was.
func (i *installer) apply(p *install.Plan, refused string) error {
	if err := p.Diff(i.cmd.OutOrStdout()); err != nil {
		return failure{exitFailure, err}
	}
	for _, f := range p.Refused {
		i.say("%s is in the way: %s", f, refused)
	}
	if len(p.Refused) > 0 {
		return found()
	}
	if p.Changes() && !i.yes && !i.ask() {
		i.say("nothing was changed; run again with --yes")
		return found()
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := p.Apply(ctx); err != nil {
		return failure{exitFailure, err}
	}
	return nil
}

// ask wants a yes from a person.
func (i *installer) ask() bool {
	in, ok := i.cmd.InOrStdin().(*os.File)
	if !ok || i.file == "-" || !isPerson(in) {
		return false
	}
	fmt.Fprint(i.cmd.ErrOrStderr(), "Make these changes? [y/N] ")
	answer, err := bufio.NewReader(in).ReadString('\n')
	if errors.Is(err, io.EOF) {
		fmt.Fprintln(i.cmd.ErrOrStderr()) // nobody ended the line of the question
	}
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes"
}

// isPerson reports whether in is a terminal. /dev/null is a character device,
// too.
func isPerson(in *os.File) bool {
	info, err := in.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	null, err := os.Stat(os.DevNull)
	return err == nil && !os.SameFile(info, null)
}

func (i *installer) report(c *plan.Client, p *install.Plan) {
	for _, f := range p.Kept {
		i.say("kept %s, which somebody changed since it was installed; --force does what is due nevertheless", f)
	}
	if !p.Changes() {
		i.say("%s: nothing to do", c.Name)
		return
	}
	i.say("%s: %d written, %d unchanged, %d removed", c.Name, len(p.Written), len(p.Unchanged), len(p.Removed))
}

// overrides tells which lines of the machine's own files count, and which do not.
func (i *installer) overrides(c *plan.Client, files map[string][]byte, users []install.User) error {
	var own []string
	for _, u := range users {
		own = append(own, u.NixConf())
	}
	all, err := i.host.Overrides(path.Join(c.Dir, "nix.conf"), files["nix.conf"], own)
	if err != nil {
		return failure{exitFailure, err}
	}
	if i.host.Exists("/etc/nix/machines") {
		i.say("hint: /etc/nix/machines, which Nix reads by default, does not count any more")
	}
	for _, o := range all {
		if o.Wins {
			i.say("%s sets %s after our nix.conf and wins; take it away there", o.Place, o.Setting)
		} else {
			i.say("hint: %s sets %s, which our nix.conf comes after and replaces", o.Place, o.Setting)
		}
	}
	return nil
}
