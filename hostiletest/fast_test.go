package hostiletest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// fastReaders read the files as the real programs do, in this process: none of
// them knows how the files are written. They are for fuzzing, which reads
// thousands a second; readers and setupReaders ask the programs themselves.
type fastReaders struct {
	base *result
}

// check reads every file of res that differs from the base.
func (r fastReaders) check(t testing.TB, at slot, s string, res *result) {
	t.Helper()
	for _, c := range res.plan.Clients {
		for name, read := range map[string]func(string, *plan.Client) error{
			"machines": fastMachines, "machines.toml": readTOML, "known_hosts": fastKnownHosts, "nix.conf": fastConf, "ssh_config": r.stanzas,
		} {
			path := "clients/" + c.Name + "/" + name
			if text, there := res.files[path]; there && text != r.base.files[path] {
				if err := read(text, c); err != nil {
					t.Errorf("%v = %q: %s: %v", at, s, path, err)
				}
			}
		}
	}
	setups := &setupReaders{seen: map[string]bool{}}
	for _, b := range res.plan.Setups() {
		if !b.Enable {
			continue
		}
		m := machine{b, s, map[string]string{}}
		for path, text := range res.files {
			if name, mine := strings.CutPrefix(path, "builders/"+b.Name+"/"); mine {
				m.files[name] = text
			}
		}
		for name, read := range map[string]func(machine) error{
			"authorized_keys": setups.readKeys, "nix-ssh-wrapper": setups.readWrapper, "bootstrap.sh": setups.readBootstrap, "sshd_config": fastServer,
		} {
			path := "builders/" + b.Name + "/" + name
			if text, there := m.files[name]; there && text != r.base.files[path] {
				if err := read(m); err != nil {
					t.Errorf("%v = %q: %s: %v", at, s, path, err)
				}
			}
		}
	}
}

// fastMachines reads a machines file as every Nix and Lix must read it: there is
// nothing in it that two of them read otherwise.
func fastMachines(text string, c *plan.Client) error {
	var got []counterpart.Machine
	for line := range strings.Lines(text) {
		if strings.ContainsAny(line, "#;\t\r") {
			return fmt.Errorf("%q has a sign that means something else", line)
		}
		f := strings.Split(strings.TrimSuffix(line, "\n"), " ")
		if len(f) != 8 || slices.Contains(f, "") {
			return fmt.Errorf("%q has %d columns", line, len(f))
		}
		jobs, err := strconv.Atoi(f[3])
		if err != nil {
			return err
		}
		got = append(got, counterpart.Machine{URI: meaning(f[0]), Systems: sorted(column(f[1])), MaxJobs: jobs, Supported: sorted(column(f[5]), column(f[6])), Mandatory: sorted(column(f[6]))})
	}
	want := machines(c)
	for i := range want { // those that Nix adds up itself
		want[i].Supported = sorted(want[i].Supported)
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		return errors.New(diff)
	}
	return nil
}

func column(s string) []string {
	if s == "-" {
		return nil
	}
	return strings.Split(s, ",")
}

// fastKnownHosts wants that every pin stands under the name of its host, and
// nothing else does.
func fastKnownHosts(text string, c *plan.Client) error {
	pins := map[string]bool{}
	hosts := slices.Clone(c.Hops)
	for _, b := range c.Builders {
		hosts = append(hosts, &b.Host)
	}
	for _, h := range hosts {
		for _, k := range h.PublicHostKeys {
			pins[h.KeyName+" "+k] = false
		}
		for _, k := range h.HostCertificateAuthorities {
			pins[h.KeyName+" cert-authority "+k] = false
		}
	}
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		marker, names, key, comment, _, err := ssh.ParseKnownHosts([]byte(line))
		if err != nil || comment != "" {
			return fmt.Errorf("%q: %v, comment %q", line, err, comment)
		}
		pin := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
		if marker != "" {
			pin = marker + " " + pin
		}
		found := false
		for _, n := range names {
			if _, ok := pins[n+" "+pin]; ok {
				pins[n+" "+pin], found = true, true
			}
		}
		if !found {
			return fmt.Errorf("%q pins what is not in the plan", line)
		}
	}
	for pin, there := range pins {
		if !there {
			return fmt.Errorf("%q is not there", pin)
		}
	}
	return nil
}

// fastConf reads nix.conf as Nix does (libutil/configuration.cc), and wants the
// settings of the client in it.
func fastConf(text string, c *plan.Client) error {
	got := map[string]string{}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		f := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" \t\n\r", r) })
		if len(f) == 0 {
			continue
		}
		if len(f) < 2 || f[1] != "=" {
			return fmt.Errorf("%q is no setting", line)
		}
		if _, twice := got[f[0]]; twice {
			return fmt.Errorf("%s is set twice", f[0])
		}
		got[f[0]] = strings.Join(f[2:], " ")
	}
	for name, value := range c.Settings {
		if got[name] != value {
			return fmt.Errorf("%s is %q, want %q", name, got[name], value)
		}
		delete(got, name)
	}
	for _, ours := range []string{
		"builders", "builders-use-substitutes", "max-jobs", "extra-substituters", "extra-trusted-substituters", "extra-trusted-public-keys", "extra-secret-key-files",
	} {
		delete(got, ours)
	}
	if len(got) > 0 {
		return fmt.Errorf("sets %v, too", slices.Sorted(maps.Keys(got)))
	}
	return nil
}

// stanzas wants that an ssh_config has the stanzas of the client's hosts and no
// others, and that every line is a keyword with arguments.
func (r fastReaders) stanzas(text string, c *plan.Client) error {
	originals := map[string]bool{}
	var last []string
	for line := range strings.Lines(text) {
		args, err := split(line)
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		if len(args) == 0 {
			continue
		}
		switch keyword := strings.ToLower(args[0]); keyword {
		case "host", "include":
			return fmt.Errorf("%q is not ours", line)
		case "match":
			last = args
			if i := slices.Index(args, "originalhost"); i > 0 {
				originals[args[i+1]] = true
			}
		}
	}
	if !slices.Equal(last, []string{"Match", "all"}) {
		return fmt.Errorf("the last stanza is %q", last)
	}
	want := map[string]bool{}
	for _, b := range c.Builders {
		if b.Protocol != "" {
			want[b.Name] = true
		}
	}
	for _, h := range c.Hops {
		want[h.Name] = true
	}
	for name := range originals {
		for _, part := range strings.Split(name, ",") {
			if !want[part] {
				return fmt.Errorf("%q has a stanza", part)
			}
		}
	}
	return nil
}

// fastServer wants that sshd_config has one block for the account, and leaves it.
func fastServer(m machine) error {
	var blocks [][]string
	for line := range strings.Lines(m.files["sshd_config"]) {
		args, err := split(line)
		if err != nil {
			return fmt.Errorf("%q: %w", line, err)
		}
		if len(args) > 0 && strings.EqualFold(args[0], "match") {
			blocks = append(blocks, args)
		}
		if len(args) > 0 && slices.Contains([]string{"include", "subsystem", "forcecommand", "authorizedkeyscommand"}, strings.ToLower(args[0])) && !slices.Equal(args[1:], []string{"none"}) {
			return fmt.Errorf("%q is not ours", line)
		}
	}
	if want := [][]string{{"Match", "User", m.SSHUser}, {"Match", "All"}}; !cmp.Equal(want, blocks) {
		return fmt.Errorf("has the blocks %q", blocks)
	}
	return nil
}

// split splits a line into words as OpenSSH does (misc.c argv_split): quotes of
// both kinds hold blanks, a backslash hides a quote, and a comment begins
// with a word of "#".
func split(line string) (words []string, err error) {
	line = strings.TrimRight(line, "\r\n")
	if strings.ContainsFunc(line, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }) {
		return nil, errors.New("a control character")
	}
	for i := 0; i < len(line); {
		if strings.ContainsRune(" \t=", rune(line[i])) && (line[i] != '=' || len(words) == 1) {
			i++
			continue
		}
		if line[i] == '#' {
			return words, nil
		}
		var word strings.Builder
		quote := byte(0)
		for ; i < len(line); i++ {
			switch c := line[i]; {
			case c == '\\' && i+1 < len(line) && strings.ContainsRune(`"'\`, rune(line[i+1])):
				i++
				word.WriteByte(line[i])
				continue
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
				continue
			case c == quote && quote != 0:
				quote = 0
				continue
			case quote == 0 && (c == ' ' || c == '\t'):
			default:
				word.WriteByte(c)
				continue
			}
			break
		}
		if quote != 0 {
			return nil, errors.New("a quote that does not end")
		}
		words = append(words, word.String())
	}
	return words, nil
}
