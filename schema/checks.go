package schema

import (
	"regexp"
	"strings"

	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/schema/pubkey"
	"github.com/buildmachines/buildmachines/schema/sshoption"
)

// The checks of the tables: thin, so that a row names its rule and the rule
// stands in one place.

// rule is a check of a text, with what an editor can know of it. The zero rule
// allows every text.
type rule struct {
	of func(*Known, string) *check.Problem
	// form is a pattern that every text which passes matches.
	form string
	// words are texts that pass; there are no others unless form is set.
	words []string
}

func plain(f func(string) *check.Problem) rule {
	return rule{of: func(_ *Known, s string) *check.Problem { return f(s) }}
}

// formed returns r with its form.
func (r rule) formed(form string) rule {
	r.form = form
	return r
}

// absolute is the form of paths.
const absolute = "^/"

var (
	checkLabel    = plain(check.Label).formed(check.LabelForm.String())
	checkHostName = plain(check.HostName)
	checkKeyName  = plain(check.KeyName)
	checkUser     = plain(check.User).formed(check.UserForm.String())
	checkWord     = plain(check.Word).formed(check.WordForm.String())
	checkKeyPath  = plain(check.AbsPath).formed(absolute)
	checkDir      = plain(check.Dir).formed(absolute)
	// Paths on the builder may lie in its Nix store.
	checkRemotePath = plain(check.AnyPath).formed(absolute)
	checkStoreURI   = plain(check.StoreURI)
	checkCIDR       = plain(check.CIDR)

	checkHostKey    = plain(publicKey)
	checkClientKey  = plain(publicKey)
	checkSigningKey = plain(pubkey.ParseNixPublic)

	checkSystem     = rule{of: system, form: systemForm.String(), words: check.Systems()}
	checkNewSystem  = plain(newSystem).formed(systemForm.String())
	checkFeature    = rule{of: feature, form: check.FeatureForm.String(), words: check.Features()}
	checkNewFeature = plain(newFeature).formed(check.FeatureForm.String())
	checkSelector   = plain(selector).formed(selectorForm())
	checkDialect    = plain(dialect).formed(dialectRE.String())
	checkRelease    = rule{of: release, words: Releases}
	checkAgent      = plain(agent).formed("^(/|SSH_AUTH_SOCK$)")
)

func publicKey(s string) *check.Problem {
	_, p := pubkey.ParseHost(s)
	return p
}

// withoutComment returns a public key line that was checked as "TYPE BLOB".
func withoutComment(s string) string {
	if f := strings.Fields(s); len(f) > 2 {
		return f[0] + " " + f[1]
	}
	return s
}

func system(k *Known, s string) *check.Problem  { return check.System(s, k.Systems) }
func feature(k *Known, s string) *check.Problem { return check.Feature(s, k.Features) }

var systemForm = regexp.MustCompile(`^[a-z0-9_]+-[a-z0-9_]+$`)

// newSystem checks the form of a system that no list has.
func newSystem(s string) *check.Problem {
	if !systemForm.MatchString(s) {
		return check.New(diag.UnknownSystem, "%s is not of the form CPU-KERNEL, such as \"riscv64-linux\".", diag.Quote(s))
	}
	return nil
}

// newFeature checks the form of a feature that the inventory declares.
func newFeature(s string) *check.Problem { return check.Feature(s, []string{s}) }

func selector(s string) *check.Problem {
	switch tag, isTag := strings.CutPrefix(s, "@"); {
	case s == "*":
		return nil
	case isTag:
		return check.Word(tag)
	}
	return check.Label(s)
}

// selectorForm is the form of a name, "@TAG" or "*".
func selectorForm() string {
	inner := func(re *regexp.Regexp) string { return strings.TrimSuffix(strings.TrimPrefix(re.String(), "^"), "$") }
	return `^(\*|@` + inner(check.WordForm) + `|` + inner(check.LabelForm) + `)$`
}

func dialect(s string) *check.Problem {
	_, p := ParseDialect(s)
	return p
}

// Releases are those of NixOS and nix-darwin whose modules are known.
var Releases = []string{"24.05", "24.11", "25.05", "25.11", "26.05", "26.11"}

func release(_ *Known, s string) *check.Problem {
	for _, r := range Releases {
		if r == s {
			return nil
		}
	}
	return check.New(diag.InvalidRelease, "%s is not a release whose modules are known: %s.", diag.Quote(s), choices(Releases))
}

func agent(s string) *check.Problem {
	if s == "SSH_AUTH_SOCK" {
		return nil
	}
	if p := check.AnyPath(s); p != nil {
		return check.New(p.Code, "%s An agent is the absolute path of its socket, or SSH_AUTH_SOCK.", p.Detail)
	}
	return nil
}

func checkURIParam(key, value string) (string, *check.Problem) {
	return key, check.URIParam(key, value)
}

func checkSSHOption(key, value string) (string, *check.Problem) { return sshoption.Check(key, value) }

func checkClientSetting(key, value string) (string, *check.Problem) {
	return key, check.NixSetting(check.ClientSide, key, value)
}

func checkRemoteSetting(key, value string) (string, *check.Problem) {
	return key, check.NixSetting(check.BuilderSide, key, value)
}

func numberScalar(v cty.Value) (string, bool) {
	if v.IsNull() || v.Type() != cty.Number {
		return "", false
	}
	f := v.AsBigFloat()
	if !printable(f) {
		return f.Text('g', -1), true // expressions can make it
	}
	return f.Text('f', -1), true
}

// plainScalar turns what a store URI or nix.conf can say into text.
func plainScalar(v cty.Value) (string, bool) {
	if !v.IsNull() && v.Type() == cty.Bool {
		if v.True() {
			return "true", true
		}
		return "false", true
	}
	return numberScalar(v)
}

// settingScalar allows lists of words as well, as nix.conf has them.
func settingScalar(v cty.Value) (string, bool) {
	if v.IsNull() || !v.CanIterateElements() || v.Type().IsObjectType() || v.Type().IsMapType() {
		return plainScalar(v)
	}
	var words []string
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		if e.IsNull() || e.Type() != cty.String || strings.ContainsAny(e.AsString(), " \t") || e.AsString() == "" {
			return "", false
		}
		words = append(words, e.AsString())
	}
	return strings.Join(words, " "), true
}
