package nixos_test

import (
	"bytes"
	"io"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/nixos"
)

// setupTarget is what the table of targets asks of each type.
type setupTarget interface {
	Check(s *plan.Setup) hcl.Diagnostics
	Emit(w io.Writer, s *plan.Setup) error
}

// setupTargets are named by the files that they write.
var setupTargets = map[string]setupTarget{
	"nixos.nix":  nixos.BuilderNixOS{},
	"darwin.nix": nixos.BuilderDarwin{},
}

// newSetup returns a builder with the defaults of the inventory language, a uid,
// and the clients that log in to it.
func newSetup(clients ...*plan.Client) *plan.Setup {
	b := newBuilder("ada")
	b.SSHUser = "nixremote"
	b.Origins = placed(setupPlaces)
	b.Remote = &plan.Remote{
		Platform: "nixos", Install: "multi-user", NixPath: []string{"/run/current-system/sw/bin"},
		Wrapper: true, WrapperPath: "/etc/buildmachines/nix-ssh-wrapper", Trusted: true,
		Home: "/var/lib/nixremote", UID: 550, Cores: -1, MaxStartups: 10,
		Commands:       []plan.Command{{Sent: "nix-daemon --stdio", Argv: []string{"nix-daemon", "--stdio"}}},
		ExtraPlatforms: b.Systems,
	}
	s := &plan.Setup{Builder: b}
	for _, c := range clients {
		s.Visits = append(s.Visits, plan.Visit{Client: c, Builder: b})
	}
	return s
}

func visitor(name string) *plan.Client {
	return &plan.Client{Name: name, SSHPublicKeys: []string{key(name[0])}, Origins: placed(setupPlaces)}
}

// setupPlaces are where the values are said to be: path i in line i+2.
var setupPlaces = []string{
	"ssh_user", "remote.wrapper_path", "remote.home", "remote.uid", "remote.install", "remote.max_startups",
	"remote.nix_path[0]", "remote.settings.x", "cache.secret_key_file", "ssh_public_keys[0]",
}

func placed(paths []string) plan.Origins {
	return plan.Origins{Block: at(1), Places: func(add func(string, hcl.Range)) {
		for i, path := range paths {
			add(path, at(i+2))
		}
	}}
}

// setups are the builders of the goldens. settings and platforms are what has to
// come out of nix.settings and nix.extraOptions.
var setups = map[string]struct {
	setup     func() *plan.Setup
	settings  object
	platforms string
}{
	"one-client": {
		func() *plan.Setup { return newSetup(visitor("laptop")) },
		object{"trusted-users": []any{"root", "nixremote"}},
		"extra-extra-platforms = x86_64-linux\n",
	},
	"nobody-comes": {
		func() *plan.Setup { return newSetup() },
		object{"trusted-users": []any{"root", "nixremote"}},
		"extra-extra-platforms = x86_64-linux\n",
	},
	"everything-said": {
		everythingSaid,
		object{
			"trusted-users":          []any{"nixremote"},
			"max-jobs":               8.0,
			"cores":                  0.0,
			"extra-system-features":  []any{"gccarch-znver4", "big-parallel", "kvm"},
			"system-features":        []any{"benchmark"},
			"extra-secret-key-files": []any{"/etc/nix/ada.sec"},
			"substituters":           []any{"https://cache.example.org"},
			"sandbox":                "relaxed",
			"keep-outputs":           true,
			"x":                      `${builtins.abort "no"} '' \ "q" $${x}`,
		},
		"extra-extra-platforms = riscv64-linux\nextra-extra-platforms = aarch64-linux x86_64-linux\n",
	},
	"nobody-is-trusted": {
		nobodyTrusted,
		object{
			"allowed-users":             []any{"@wheel"},
			"extra-allowed-users":       []any{"nixremote"},
			"extra-trusted-public-keys": []any{"extra-1:AAAA", "laptop-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
		},
		"extra-extra-platforms = x86_64-linux\n",
	},
	"no-wrapper": {
		noWrapper,
		object{"trusted-users": []any{"root", "nixremote"}},
		"extra-extra-platforms = x86_64-linux\n",
	},
}

func everythingSaid() *plan.Setup {
	eve := visitor("eve")
	eve.From = []string{"192.0.2.7"}
	s := newSetup(visitor("bob"), eve)
	s.Cache = &plan.Cache{SecretKeyFile: "/etc/nix/ada.sec"}
	r := s.Remote
	r.Capabilities = []string{plan.TrustedUsersMerge}
	r.WrapperPath, r.Home = "/etc/nix/remote/wrapper", "/srv/it's ''nix'' ${x}"
	r.From, r.MaxJobs, r.Cores, r.MaxStartups = []string{"192.0.2.0/24"}, 8, 0, 64
	r.SystemFeatures, r.ExtraPlatforms = []string{"big-parallel", "kvm"}, []string{"aarch64-linux", "x86_64-linux"}
	r.Settings = map[string]string{
		"extra-system-features": "gccarch-znver4", "system-features": "benchmark", "extra-extra-platforms": "riscv64-linux",
		"substituters": "https://cache.example.org", "sandbox": "relaxed", "keep-outputs": "true",
		"x": `${builtins.abort "no"} '' \ "q" $${x}`,
	}
	return s
}

func nobodyTrusted() *plan.Setup {
	s := newSetup(visitor("laptop"))
	s.Remote.Trusted, s.Remote.UID = false, 1
	s.Remote.TrustedPublicKeys = []string{"laptop-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
	s.Remote.Settings = map[string]string{"allowed-users": "@wheel", "extra-trusted-public-keys": "extra-1:AAAA"}
	return s
}

func noWrapper() *plan.Setup {
	s := newSetup(visitor("laptop"))
	s.Remote.Wrapper, s.Remote.WrapperPath = false, "/not/installed"
	return s
}

func emitSetup(t testing.TB, target setupTarget, s *plan.Setup) string {
	t.Helper()
	if diags := target.Check(s); len(diags) > 0 {
		t.Fatal(diags)
	}
	var out bytes.Buffer
	if err := target.Emit(&out, s); err != nil {
		t.Fatal(err)
	}
	return out.String()
}
