package machines

import (
	"bufio"
	"io"
	"maps"
	"slices"
	"strconv"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
)

// NixConf is a client's part of nix.conf.
type NixConf struct{ Inline bool }

// Emit writes the settings one a line. Lists are given by their `extra-` names
// only: the plain ones would replace cache.nixos.org and its key.
func (l NixConf) Emit(w io.Writer, c *plan.Client) error {
	out := bufio.NewWriter(w)
	out.WriteString(header) // bufio keeps the first error for Flush
	for _, s := range l.settings(c) {
		out.WriteString(s.name)
		out.WriteString(" =")
		for _, v := range s.values {
			if v.text != "" {
				out.WriteByte(' ')
				out.WriteString(v.text)
			}
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}

// setting is one line of nix.conf.
type setting struct {
	name   string
	list   bool    // blanks separate the values
	values []value // one, unless it is a list
}

// value is what a setting is set to, and whose attribute says so.
type value struct {
	text  string
	owner *plan.Origins
	path  string
}

func (l NixConf) settings(c *plan.Client) []setting {
	one := func(name, text, path string) setting {
		return setting{name: name, values: []value{{text, &c.Origins, path}}}
	}
	out := []setting{
		one("builders", "@"+machinesPath(c), "dir"),
		one("builders-use-substitutes", strconv.FormatBool(c.BuildersUseSubstitutes), "builders_use_substitutes"),
	}
	if c.MaxJobs >= 0 {
		out = append(out, one("max-jobs", strconv.Itoa(c.MaxJobs), "max_jobs"))
	}
	out = append(out, l.cacheSettings(c)...)
	if c.SigningSecretKeyFile != "" {
		s := one("extra-secret-key-files", c.SigningSecretKeyFile, "signing_secret_key_file")
		s.list = true
		out = append(out, s)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Settings)) {
		out = append(out, one(name, c.Settings[name], plan.Key("settings", name)))
	}
	return out
}

func machinesPath(c *plan.Client) string {
	if c.MachinesFormat == "toml" {
		return c.Dir + "/machines.toml"
	}
	return c.Dir + "/machines"
}

// cacheSettings are the settings for builders that are substituters, each in
// the order of the builders and without doubles; empty ones are left out.
func (l NixConf) cacheSettings(c *plan.Client) []setting {
	substituters := uniqueList{setting: setting{name: "extra-substituters", list: true}}
	trusted := uniqueList{setting: setting{name: "extra-trusted-substituters", list: true}}
	keys := uniqueList{setting: setting{name: "extra-trusted-public-keys", list: true}}
	for _, b := range c.Builders {
		if b.Cache == nil {
			continue
		}
		switch b.Cache.Substituter {
		case "yes":
			substituters.add(value{l.substituter(c, b), &b.Origins, "uri"})
		case "trusted":
			trusted.add(value{l.substituter(c, b), &b.Origins, "uri"})
		}
		if b.Cache.PublicKey != "" {
			keys.add(value{b.Cache.PublicKey, &b.Origins, "cache.public_key"})
		}
	}
	out := []setting{substituters.setting, trusted.setting, keys.setting}
	return slices.DeleteFunc(out, func(s setting) bool { return len(s.values) == 0 })
}

func (l NixConf) substituter(c *plan.Client, b *plan.Builder) string {
	uri := b.URI
	if l.Inline {
		uri = inline.SubstituterURI(c, b)
	}
	if b.Cache.Priority == 0 {
		return uri
	}
	return withParam(uri, "priority", strconv.Itoa(b.Cache.Priority))
}

// uniqueList is a setting that takes each value once.
type uniqueList struct {
	setting
	seen map[string]bool
}

func (l *uniqueList) add(v value) {
	if l.seen[v.text] {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[v.text] = true
	l.values = append(l.values, v)
}
