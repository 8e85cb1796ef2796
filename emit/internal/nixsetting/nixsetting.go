// Package nixsetting holds what a client and a builder set in nix.conf, and what
// nix.conf can carry. The same settings stand in a file of ours and in modules
// from which others write one.
package nixsetting

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// Setting is one setting of nix.conf.
type Setting struct {
	Name   string
	List   bool    // blanks separate the values
	Values []Value // one, unless it is a list
}

// Value is what a setting is set to, and whose attribute says so.
type Value struct {
	Text  string
	Owner *plan.Origins
	Path  string
}

// Of returns the settings of c but `builders`, which depends on where the
// machines file is. Lists are given by their `extra-` names only: the plain ones
// would replace cache.nixos.org and its key. uri is how c names the store of a
// builder.
func Of(c *plan.Client, uri func(*plan.Builder) string) []Setting {
	one := func(name, text, path string) Setting {
		return Setting{Name: name, Values: []Value{{text, &c.Origins, path}}}
	}
	out := []Setting{
		one("builders-use-substitutes", strconv.FormatBool(c.BuildersUseSubstitutes), "builders_use_substitutes"),
	}
	if c.MaxJobs >= 0 {
		out = append(out, one("max-jobs", strconv.Itoa(c.MaxJobs), "max_jobs"))
	}
	out = append(out, OfCaches(c.Builders, uri)...)
	if c.SigningSecretKeyFile != "" {
		s := one("extra-secret-key-files", c.SigningSecretKeyFile, "signing_secret_key_file")
		s.List = true
		out = append(out, s)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Settings)) {
		out = append(out, one(name, c.Settings[name], plan.Key("settings", name)))
	}
	return out
}

// OfCaches returns the settings of a client for builders that are substituters,
// each in the order of the builders and without doubles; empty ones are left out.
func OfCaches(bs []*plan.Builder, uri func(*plan.Builder) string) []Setting {
	substituters := uniqueList{Setting: Setting{Name: "extra-substituters", List: true}}
	trusted := uniqueList{Setting: Setting{Name: "extra-trusted-substituters", List: true}}
	keys := uniqueList{Setting: Setting{Name: "extra-trusted-public-keys", List: true}}
	for _, b := range bs {
		if b.Cache == nil {
			continue
		}
		switch b.Cache.Substituter {
		case "yes":
			substituters.add(Value{substituter(uri(b), b.Cache), &b.Origins, "uri"})
		case "trusted":
			trusted.add(Value{substituter(uri(b), b.Cache), &b.Origins, "uri"})
		}
		if b.Cache.PublicKey != "" {
			keys.add(Value{b.Cache.PublicKey, &b.Origins, "cache.public_key"})
		}
	}
	out := []Setting{substituters.Setting, trusted.Setting, keys.Setting}
	return slices.DeleteFunc(out, func(s Setting) bool { return len(s.Values) == 0 })
}

func substituter(uri string, c *plan.Cache) string {
	if c.Priority == 0 {
		return uri
	}
	return withParam(uri, "priority", strconv.Itoa(c.Priority))
}

// uniqueList is a setting that takes each value once.
type uniqueList struct {
	Setting
	seen map[string]bool
}

func (l *uniqueList) add(v Value) {
	if l.seen[v.Text] {
		return
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[v.Text] = true
	l.Values = append(l.Values, v)
}

// hasParam reports whether the store URI has a parameter of that name.
func hasParam(uri, name string) bool {
	_, query, _ := strings.Cut(uri, "?")
	for _, param := range strings.Split(query, "&") {
		if key, _, _ := strings.Cut(param, "="); key == name {
			return true
		}
	}
	return false
}

// withParam appends a parameter to the store URI.
func withParam(uri, name, value string) string {
	sep := "?"
	if strings.Contains(uri, "?") {
		sep = "&"
	}
	return uri + sep + name + "=" + value
}
