package nixsetting

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// OfBuilder returns the settings of a builder's own Nix, so that it does what
// its clients were promised (trap 18). The settings of the inventory come first:
// in nix.conf a plain name replaces what was there, and an `extra-` name adds
// to it. Empty ones are left out.
func OfBuilder(s *plan.Setup) []Setting {
	b := ofBuilder{s}
	r := s.Remote
	var out []Setting
	for _, name := range slices.Sorted(maps.Keys(r.Settings)) {
		out = append(out, b.one(name, plan.Key("remote.settings", name), r.Settings[name]))
	}
	if r.MaxJobs > 0 {
		out = append(out, b.one("max-jobs", "remote.max_jobs", strconv.Itoa(r.MaxJobs)))
	}
	if r.Cores >= 0 {
		out = append(out, b.one("cores", "remote.cores", strconv.Itoa(r.Cores)))
	}
	out = append(out, b.access()...)
	out = append(out,
		b.list("extra-system-features", "supported_features", r.SystemFeatures...),
		// The setting is called extra-platforms, and Nix knows better than we
		// which platforms the machine runs besides its own.
		b.list("extra-extra-platforms", "systems", r.ExtraPlatforms...),
		b.secretKey(),
		b.signingKeys(),
	)
	return slices.DeleteFunc(out, func(s Setting) bool { return len(s.Values) == 0 })
}

type ofBuilder struct{ *plan.Setup }

func (b ofBuilder) list(name, path string, texts ...string) Setting {
	s := Setting{Name: name, List: true}
	for _, t := range texts {
		s.Values = append(s.Values, Value{t, &b.Origins, path})
	}
	return s
}

func (b ofBuilder) one(name, path, text string) Setting {
	s := b.list(name, path, text)
	s.List = false
	return s
}

// access says who may use the daemon. Where there is none, nobody has to ask, and
// clients with stores of their own do not.
func (b ofBuilder) access() []Setting {
	switch {
	case !b.Remote.HasDaemon(), b.Remote.ClientStores:
		return nil
	case b.Remote.Trusted:
		// Where root was lost to a plain trusted-users before, it is back.
		return []Setting{b.list("extra-trusted-users", "ssh_user", "root", b.SSHUser)}
	}
	return []Setting{b.list("extra-allowed-users", "ssh_user", b.SSHUser)}
}

func (b ofBuilder) secretKey() Setting {
	if b.Cache == nil || b.Cache.SecretKeyFile == "" {
		return Setting{}
	}
	return b.list("extra-secret-key-files", "cache.secret_key_file", b.Cache.SecretKeyFile)
}

// signingKeys are those of the clients, without which an untrusted account can
// send nothing that a client built itself.
func (b ofBuilder) signingKeys() Setting {
	keys := uniqueList{Setting: Setting{Name: "extra-trusted-public-keys", List: true}}
	for _, k := range b.Remote.TrustedPublicKeys {
		owner, path := &b.Origins, "remote.trusted"
		for _, v := range b.Visits {
			if v.Client.SigningPublicKey == k {
				owner, path = &v.Client.Origins, "signing_public_key"
				break
			}
		}
		keys.add(Value{k, owner, path})
	}
	return keys.Setting
}

// CheckBuilder reports every setting of s that nix.conf cannot carry, and an
// account that it would take for more than one.
func CheckBuilder(s *plan.Setup) hcl.Diagnostics {
	var diags hcl.Diagnostics
	for _, set := range OfBuilder(s) {
		diags = append(diags, set.Check()...)
	}
	// "*" is everybody, "@wheel" a group (nix.conf(5), trusted-users).
	if s.SSHUser == "*" || strings.HasPrefix(s.SSHUser, "@") {
		diags = append(diags, diag.New(diag.NixConfValue, s.Origins.At("ssh_user"),
			"In trusted-users and allowed-users, %s is more than one account.", diag.Quote(s.SSHUser)))
	}
	return diags
}
