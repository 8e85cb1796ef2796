package main

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/install"
	"github.com/buildmachines/buildmachines/report"
)

// pipesOpen is how long a manager's daemons may keep its streams after it ended.
const pipesOpen = 5 * time.Second

// daemon restarts the Nix daemon, or says how, if it does not notice the
// changes by itself.
func (i *installer) daemon(p *install.Plan) error {
	if i.root != "/" || !p.Changes() {
		return nil
	}
	d := i.host.Daemon()
	switch {
	case !p.NeedsRestart():
		i.say("the Nix daemon needs no restart: nix.conf is as it was, and the machines file is read for every build")
	case d == nil:
		i.say("nix.conf changed, but no Nix daemon was found under systemd, OpenRC or launchd; if there is one, restart it")
	case !i.restart:
		i.say("nix.conf changed, which the Nix daemon reads when it starts: run `%s`, or use --restart", d)
	default:
		cmd := exec.Command(d.Restart[0], d.Restart[1:]...)
		cmd.Stdout, cmd.Stderr = i.cmd.ErrOrStderr(), i.cmd.ErrOrStderr()
		cmd.WaitDelay = pipesOpen
		if err := cmd.Run(); err != nil && !errors.Is(err, exec.ErrWaitDelay) {
			i.say("%s: %v", d, err)
			return failure{exitFailure, nil}
		}
		i.say("the Nix daemon was restarted by %s", d.Manager)
	}
	return nil
}

// verify asks what ssh does now, and reports whether it is what the plan says.
func (i *installer) verify(c *plan.Client, users []install.User, skipped []string, ours []byte) bool {
	if i.root != "/" {
		i.say("what ssh makes of it was not verified: %s is not this machine", i.root)
		return true
	}
	for _, why := range skipped {
		i.say("not verified: %s", why)
	}
	var hosts []string
	for _, h := range c.Hosts() {
		hosts = append(hosts, h.Name)
	}
	fine := true
	for _, u := range users {
		i.keys(c, u)
		found, err := install.Verify(context.Background(), u, hosts, ours)
		if err != nil {
			i.say("verification failed: %s", report.Plain(err.Error()))
			fine = false
			continue
		}
		i.differences(u, found)
		if len(found) == 0 {
			i.say("verified: ssh of %s does what the plan says (hosts: %d)", u.Name, len(hosts))
		}
		fine = fine && len(found) == 0
	}
	return fine
}

func (i *installer) differences(u install.User, found []install.Difference) {
	ofUser := false
	for _, d := range found {
		where := "a file of the system that ssh reads before ours"
		if d.OfUser {
			where, ofUser = u.SSHConfig(), true
		}
		i.say("ssh of %s, host %s: %s is %s, not %s, because of %s", u.Name, d.Host, d.Keyword, values(d.Have), values(d.Want), where)
	}
	switch {
	case ofUser && u.ReadsOursFirst():
		i.say("hint: %s begins with our stanzas already; take the rest out there, since such keywords add up", u.SSHConfig())
	case ofUser:
		i.say("hint: make this the first line of %s, or use --fix-user-config: %s", u.SSHConfig(), install.UserLine)
	}
}

func values(v []string) string {
	if len(v) == 0 {
		return "unset"
	}
	return report.Plain(strings.Join(v, ", "))
}

// keys warns of private keys that ssh of the user cannot use.
func (i *installer) keys(c *plan.Client, u install.User) {
	seen := map[string]bool{"": true}
	for _, h := range c.Hosts() {
		if seen[h.SSHKey] {
			continue
		}
		seen[h.SSHKey] = true
		if why := u.KeyProblem(h.SSHKey); why != "" {
			i.say("the private key %s is of no use to %s: %s", h.SSHKey, u.Name, why)
		}
	}
}
