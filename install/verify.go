package install

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/buildmachines/buildmachines/internal/parallel"
)

// askLimit bounds one question to ssh: conditions of a configuration may run
// programs.
const askLimit = 30 * time.Second

// Difference is a keyword of which ssh makes something else than our stanza
// says.
type Difference struct {
	Host    string // the alias
	Keyword string // in lower case
	Want    []string
	Have    []string
	// OfUser says that the user's own configuration has the keyword. Else
	// it is in a file of the system.
	OfUser bool
}

// Verify asks ssh, as user, what it makes of the hosts, and compares that with
// what it makes of our file alone: each keyword that the stanzas of the host set.
// A nil error and no differences mean that the daemon reaches exactly what the
// plan says.
func Verify(ctx context.Context, u User, hosts []string, ours []byte) ([]Difference, error) {
	ssh, err := exec.LookPath("ssh")
	if err != nil {
		return nil, errors.New("there is no ssh in PATH")
	}
	dir, err := os.MkdirTemp("", "buildmachines")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, folderMode); err != nil { // the user is to read it
		return nil, err
	}
	a := &asker{ctx: ctx, user: u, ssh: ssh, dir: dir}
	all := stanzas(string(ours))
	found, errs := make([][]Difference, len(hosts)), make([]error, len(hosts))
	parallel.Each(len(hosts), func(i int) { found[i], errs[i] = a.compare(hosts[i], all[hosts[i]]) })
	return slices.Concat(found...), cmp.Or(errs...)
}

// stanza is what our file says of one host.
type stanza struct {
	text string
	sets map[string]bool // keywords in lower case
}

// stanzas returns what our file says of each host, its endpoints included:
//
//	Match originalhost ALIAS localuser ...
func stanzas(config string) map[string]*stanza {
	out := map[string]*stanza{}
	current := &stanza{sets: map[string]bool{}}
	for line := range strings.Lines(config) {
		keyword, args := sshWords(line)
		switch {
		case keyword == "match" && len(args) > 1 && args[0] == "originalhost":
			if out[args[1]] == nil {
				out[args[1]] = &stanza{sets: map[string]bool{}}
			}
			current = out[args[1]]
		case keyword == "match":
			current = &stanza{sets: map[string]bool{}}
		case keyword == "proxycommand":
			// A ProxyJump that comes first makes ssh pass over it.
			current.sets["proxyjump"], current.sets[keyword] = true, true
		case keyword != "":
			current.sets[keyword] = true
		}
		current.text += line
	}
	return out
}

// asker runs ssh -G as a user.
type asker struct {
	ctx  context.Context
	user User
	ssh  string
	dir  string // for files that the user can read
}

// compare asks with and without everything else that ssh reads. The installed
// file is not what is wanted if somebody changed it, so ours is there again.
func (a *asker) compare(host string, ours *stanza) ([]Difference, error) {
	if ours == nil {
		return nil, fmt.Errorf("internal error: host %s has no stanza", host)
	}
	alone := filepath.Join(a.dir, host)
	err := os.WriteFile(alone, []byte(ours.text), 0o600)
	if err == nil {
		err = os.Chmod(alone, fileMode)
	}
	if err != nil {
		return nil, err
	}
	want, err := a.ask(host, "-F", alone)
	if err != nil {
		return nil, err
	}
	have, err := a.ask(host)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for _, k := range slices.Sorted(maps.Keys(ours.sets)) {
		if !slices.Equal(want[k], have[k]) {
			out = append(out, Difference{Host: host, Keyword: k, Want: want[k], Have: have[k]})
		}
	}
	if len(out) > 0 {
		a.blame(host, out)
	}
	return out, nil
}

// blame finds out which keywords the user's own file sets: those of which ssh
// makes something else with it alone than without any.
func (a *asker) blame(host string, found []Difference) {
	own, err := a.ask(host, "-F", a.user.SSHConfig())
	if err != nil {
		return // there is none
	}
	none, err := a.ask(host, "-F", "/dev/null")
	if err != nil {
		return
	}
	for i, d := range found {
		found[i].OfUser = !slices.Equal(own[d.Keyword], none[d.Keyword])
	}
}

// ask returns lower-case keywords and their values, in order.
func (a *asker) ask(host string, args ...string) (map[string][]string, error) {
	ctx, cancel := context.WithTimeout(a.ctx, askLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, a.ssh, append([]string{"-G"}, append(args, "--", host)...)...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = a.user.env(), "/", a.user.attributes()
	cmd.WaitDelay = time.Second
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ssh -G %s as %s: %w: %s", host, a.user.Name, err, strings.TrimSpace(stderr.String()))
	}
	values := map[string][]string{}
	for line := range strings.Lines(stdout.String()) {
		k, v, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		// A file that is included twice gives its identity files twice, which
		// changes nothing.
		if !slices.Contains(values[k], v) {
			values[k] = append(values[k], v)
		}
	}
	return values, nil
}
