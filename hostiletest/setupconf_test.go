package hostiletest

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// settings returns what a builder's Nix is told: values, and items of lists
// that are added to its own.
func settings(s *plan.Setup) (values map[string]string, items map[string][]string) {
	r := s.Remote
	values, items = map[string]string{}, map[string][]string{}
	maps.Copy(values, r.Settings)
	if r.MaxJobs > 0 {
		values["max-jobs"] = strconv.Itoa(r.MaxJobs)
	}
	if r.Cores >= 0 {
		values["cores"] = strconv.Itoa(r.Cores)
	}
	switch {
	case r.Install != "multi-user":
	case r.Trusted:
		items["trusted-users"] = []string{"root", s.SSHUser}
	default:
		items["allowed-users"] = []string{s.SSHUser}
	}
	items["system-features"] = r.SystemFeatures
	items["extra-platforms"] = r.ExtraPlatforms
	items["trusted-public-keys"] = r.TrustedPublicKeys
	if s.Cache != nil && s.Cache.SecretKeyFile != "" {
		items["secret-key-files"] = []string{s.Cache.SecretKeyFile}
	}
	maps.DeleteFunc(items, func(_ string, l []string) bool { return len(l) == 0 })
	return values, items
}

// confBatch are files that Nix reads as one: lists grow, and a value that stands
// there twice must be the same.
type confBatch struct {
	text   strings.Builder
	values map[string]string
	items  map[string][]string
	what   map[string]string // by setting
}

func (b *confBatch) add(t testing.TB, r *setupReaders, m machine) {
	t.Helper()
	values, items := settings(m.Setup)
	text := m.files["nix.conf"]
	if !r.first(text, []any{values, items}) {
		return
	}
	for name, value := range values {
		if list, ok := strings.CutPrefix(name, "extra-"); ok {
			items[list] = words(value)
			delete(values, name)
		}
	}
	for name, value := range values {
		if was, there := b.values[name]; there && was != value {
			b.read(t)
			break
		}
	}
	if b.values == nil {
		*b = confBatch{values: map[string]string{}, items: map[string][]string{}, what: map[string]string{}}
	}
	b.text.WriteString(text)
	for name, value := range values {
		b.values[name], b.what[name] = value, m.what
	}
	for name, list := range items {
		b.items[name] = sorted(b.items[name], list)
		b.what[name] = m.what
	}
}

// read lets every Nix read the files, and wants its own settings besides.
func (b *confBatch) read(t testing.TB) {
	t.Helper()
	if b.values == nil {
		return
	}
	for _, nix := range counterpart.Nixes(t) {
		want := maps.Clone(defaults(t, nix))
		got, complaints := nix.ReadConf(t, save(t, b.text.String()))
		var unknown []string
		for name, value := range b.values {
			if _, known := want[name]; known {
				want[name] = value
			} else {
				unknown = append(unknown, "warning: unknown setting '"+name+"'")
			}
		}
		for name, list := range b.items {
			want[name] = strings.Join(sorted(words(want[name]), list), " ")
			got[name] = strings.Join(sorted(words(got[name])), " ")
		}
		for _, name := range inFolder {
			if _, ours := b.values[name]; !ours {
				delete(want, name)
				delete(got, name)
			}
		}
		slices.Sort(unknown)
		if diff := cmp.Diff(unknown, sorted(complaints)); diff != "" {
			t.Errorf("%v complains otherwise (-want +said) of %v:\n%s", nix, b.what, diff)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v reads other settings (-want +read) of %v:\n%s", nix, b.what, diff)
		}
	}
	*b = confBatch{}
}

// knownDefaults are those of each Nix that was asked.
var knownDefaults sync.Map

// defaults returns the settings of a Nix that has no nix.conf.
func defaults(t testing.TB, nix counterpart.Nix) map[string]string {
	t.Helper()
	if known, ok := knownDefaults.Load(nix.Bin); ok {
		return known.(map[string]string)
	}
	settings, _ := nix.ReadConf(t, save(t, ""))
	knownDefaults.Store(nix.Bin, settings)
	return settings
}

// inFolder are settings whose defaults are in the folder of nix.conf.
var inFolder = []string{"builders", "netrc-file"}

// words returns the items of a list. To Nix no other character separates them.
func words(s string) []string {
	return slices.DeleteFunc(strings.Split(s, " "), func(w string) bool { return w == "" })
}
