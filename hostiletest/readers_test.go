package hostiletest

import (
	"fmt"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// readers let real programs read the files with a hostile text in them. They
// know what the same files say without it, and read equal bytes once.
type readers struct {
	base  *result
	nixes []counterpart.Nix
	seen  map[string]bool
	conf  map[string]string              // nix.conf of the base, as the newest Nix reads it
	ssh   map[string]map[string][]string // ssh_config of the base, by host

	setups *setupReaders

	// What all the clients with a machines file shall be, and their files one
	// after the other: Nix reads thousands of lines as fast as one.
	lines   strings.Builder
	planned []counterpart.Machine
}

// stranger is a host of somebody else's.
const stranger = "stranger.example.net"

func newReaders(t testing.TB, base *result) *readers {
	t.Helper()
	r := &readers{base: base, nixes: counterpart.Nixes(t), seen: map[string]bool{}, ssh: map[string]map[string][]string{}, setups: newSetupReaders(t)}
	for _, text := range base.files {
		r.seen[text] = true
	}
	path := save(t, base.files["clients/laptop/ssh_config"])
	for _, host := range hosts {
		r.ssh[host] = counterpart.SSHConfig(t, path, host)
	}
	r.conf, _ = r.newest().ReadConf(t, save(t, base.files["clients/laptop/nix.conf"]))
	return r
}

func (r *readers) newest() counterpart.Nix {
	return slices.MaxFunc(r.nixes, func(a, b counterpart.Nix) int { return a.Minor - b.Minor })
}

func save(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// inherited are blocks whose attributes reach the files by way of others, which
// are read.
var inherited = []string{"defaults", "profile", "client_defaults", "via ssh"}

// check reads every file of res in which the text s, at a place, changed
// something.
func (r *readers) check(t testing.TB, at slot, s string, res *result) {
	t.Helper()
	if slices.Contains(inherited, at.path) {
		return
	}
	r.setups.check(t, fmt.Sprintf("%v = %.60q", at, s), res)
	for _, c := range res.plan.Clients {
		for _, file := range slices.Sorted(maps.Keys(res.files)) {
			name, mine := strings.CutPrefix(file, "clients/"+c.Name+"/")
			if c.Name == "lixy" && name != "machines.toml" || at.path == "client override" && name == "nix.conf" {
				continue // as those of the laptop, and of the builder
			}
			if text := res.files[file]; mine && !r.seen[text] {
				r.seen[text] = true
				if err := r.read(t, name, text, at, s, c); err != nil {
					t.Errorf("%v = %q: %s: %v", at, s, file, err)
				}
			}
		}
	}
}

func (r *readers) read(t testing.TB, name, text string, at slot, s string, c *plan.Client) error {
	t.Helper()
	switch name {
	case "machines":
		r.lines.WriteString(text)
		r.planned = append(r.planned, machines(c)...)
		return nil
	case "machines.toml":
		return readTOML(text, c)
	case "ssh_config":
		return r.readSSH(t, text, at, s, c)
	case "known_hosts":
		return readKnownHosts(t, text, c)
	case "nix.conf":
		return r.readConf(t, text, s, len(c.Builders) == len(r.base.plan.Builders))
	}
	return nil
}

func machines(c *plan.Client) []counterpart.Machine {
	var out []counterpart.Machine
	for _, e := range c.Entries() {
		m := counterpart.Machine{URI: meaning(e.URI), Systems: sorted(e.Systems), MaxJobs: e.MaxJobs}
		m.Supported, m.Mandatory = sorted(e.SupportedFeatures, e.MandatoryFeatures), sorted(e.MandatoryFeatures)
		out = append(out, m)
	}
	return out
}

func sorted(lists ...[]string) []string {
	return slices.Compact(slices.Sorted(slices.Values(slices.Concat(lists...))))
}

// meaning is a store URI without its spelling: Nix versions encode and sort
// parameters differently.
func meaning(uri string) string {
	path, query, _ := strings.Cut(uri, "?")
	if path == "daemon" {
		path = "unix://" // since Nix 2.29
	}
	if plain, err := url.PathUnescape(path); err == nil {
		path = plain
	}
	var params []string
	for _, p := range strings.Split(query, "&") {
		plain, err := url.PathUnescape(p)
		if err != nil {
			plain = err.Error()
		}
		params = append(params, plain)
	}
	slices.Sort(params)
	return path + "?" + strings.Join(params, "&")
}

// checkMachines lets every Nix read all machines files so far as one.
func (r *readers) checkMachines(t testing.TB) {
	t.Helper()
	path := save(t, r.lines.String())
	for _, n := range r.nixes {
		got, err := n.ReadMachines(t, path)
		if err != nil {
			t.Errorf("%v: %v", n, err)
			continue
		}
		for i := range got {
			got[i].URI = meaning(got[i].URI)
		}
		if diff := cmp.Diff(r.planned, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%v reads other machines (-plan +read):\n%s", n, diff)
		}
	}
	r.lines.Reset()
	r.planned = nil
}

func readTOML(text string, c *plan.Client) error {
	var got struct {
		Version  int
		Machines map[string]struct {
			URI       string   `toml:"uri"`
			Systems   []string `toml:"system-types"`
			Jobs      int      `toml:"jobs"`
			Speed     float64  `toml:"speed-factor"`
			Supported []string `toml:"supported-features"`
			Mandatory []string `toml:"mandatory-features"`
			Enable    *bool    `toml:"enable"`
		}
	}
	meta, err := toml.Decode(text, &got)
	if err != nil {
		return err
	}
	if len(meta.Undecoded()) > 0 {
		return fmt.Errorf("holds %v", meta.Undecoded())
	}
	if len(got.Machines) != len(c.Entries())+len(c.DisabledEntries()) {
		return fmt.Errorf("has %d machines", len(got.Machines))
	}
	for _, e := range c.Entries() {
		m := got.Machines[e.Alias]
		if m.URI != e.URI || !slices.Equal(m.Systems, e.Systems) || m.Jobs != e.MaxJobs || m.Speed != e.SpeedFactor ||
			!slices.Equal(sorted(m.Supported), sorted(e.SupportedFeatures, e.MandatoryFeatures)) || !slices.Equal(m.Mandatory, e.MandatoryFeatures) {
			return fmt.Errorf("%s is %+v", e.Alias, m)
		}
	}
	return nil
}

// readSSH wants that ssh differs from the base in values that hold the text, and
// in nothing for other hosts.
func (r *readers) readSSH(t testing.TB, text string, at slot, s string, c *plan.Client) error {
	t.Helper()
	path := save(t, text)
	for _, host := range hosts {
		if host == "ada" && at.attr == "when" {
			continue // ssh -G would run it
		}
		if of := blocks[at.path]; of != nil && !slices.Contains(of, host) {
			continue
		}
		alias, base := host, r.ssh[host]
		if at.attr == "" && at.path == labelled[host] {
			alias = s
		}
		if !slices.Contains(c.Users, me(t)) || !has(c, alias) {
			base = r.ssh[stranger]
		}
		got, err := counterpart.ReadSSHConfig(t, path, alias)
		if err != nil {
			return err
		}
		for _, key := range slices.Sorted(maps.Keys(union(base, got))) {
			if !slices.Equal(base[key], got[key]) && (host == stranger || !explains(key, got[key], s)) {
				return fmt.Errorf("%s of %s is %q, and %q without the text", key, alias, got[key], base[key])
			}
		}
	}
	return nil
}

// hosts are the aliases of the base, and a host that is in no stanza.
var hosts = []string{"ada", "bob", "bastion", stranger}

// blocks tells whose stanzas a block can change, where it is not all.
var blocks = map[string][]string{
	"builder": {"ada", stranger}, "builder ssh": {"ada", stranger}, "builder endpoint": {"ada", stranger}, "jump": {"bastion", "bob", stranger},
}

// labelled are the blocks whose labels are aliases.
var labelled = map[string]string{"ada": "builder", "bob": "via", "bastion": "jump"}

// has reports whether the client has a stanza for a host.
func has(c *plan.Client, alias string) bool {
	return slices.ContainsFunc(c.Builders, func(b *plan.Builder) bool { return b.Name == alias }) ||
		slices.ContainsFunc(c.Hops, func(h *plan.Host) bool { return h.Name == alias })
}

func me(t testing.TB) string { return newWriter(t, nil, schema.HCL, "").user }

func union(a, b map[string][]string) map[string][]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// explains reports whether the values of a keyword hold the text. ssh -G prints
// the host that it is asked about, too.
func explains(key string, values []string, s string) bool {
	return key == "host" || key == "hostname" && len(values) == 1 && slices.Contains(hosts, values[0]) || slices.ContainsFunc(values, func(v string) bool {
		return strings.Contains(v, s) || strings.Contains(strings.ReplaceAll(v, "%%", "%"), s) || strings.EqualFold(v, s)
	})
}

// readKnownHosts wants that ssh-keygen finds each pin under its key name, and
// nothing else there.
func readKnownHosts(t testing.TB, text string, c *plan.Client) error {
	t.Helper()
	keygen := counterpart.Require(t, "ssh-keygen")
	path := save(t, text)
	hosts := slices.Clone(c.Hops)
	for _, b := range c.Builders {
		hosts = append(hosts, &b.Host)
	}
	for _, h := range hosts {
		if !h.Pinned() {
			continue
		}
		out, err := exec.Command(keygen, "-F", h.KeyName, "-f", path).Output()
		if err != nil {
			return fmt.Errorf("ssh-keygen does not find %q: %w", h.KeyName, err)
		}
		for _, key := range slices.Concat(h.PublicHostKeys, h.HostCertificateAuthorities) {
			if !strings.Contains(string(out), " "+key+"\n") {
				return fmt.Errorf("ssh-keygen finds no %s for %q", strings.Fields(key)[0], h.KeyName)
			}
		}
	}
	return nil
}

// knowsAllSettings is the first Nix 2.x with every setting that the slots name.
const knowsAllSettings = 26

// readConf wants that Nix differs from the base in settings that hold the text.
func (r *readers) readConf(t testing.TB, text, s string, all bool) error {
	t.Helper()
	nix := r.newest()
	got, complaints := nix.ReadConf(t, save(t, text))
	for _, complaint := range complaints {
		if nix.Minor < knowsAllSettings && strings.Contains(complaint, "unknown setting") {
			continue // true of a name that came later, whatever the text
		}
		if !strings.Contains(complaint, s) {
			return fmt.Errorf("nix says %s", complaint)
		}
	}
	if !all {
		return nil // the text selects builders, some of which are substituters
	}
	for _, key := range slices.Sorted(maps.Keys(got)) {
		value := got[key]
		if key == "netrc-file" && !strings.Contains(text, key) {
			continue // the default is in the folder of nix.conf
		}
		plain, err := url.PathUnescape(value) // store URIs are encoded
		if err != nil {
			plain = value
		}
		if value != r.conf[key] && key != s && !strings.Contains(value, s) && !strings.Contains(plain, s) {
			return fmt.Errorf("%s is %q, and %q without the text", key, value, r.conf[key])
		}
	}
	return nil
}
