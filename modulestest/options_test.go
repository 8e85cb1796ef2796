package modulestest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// What the compiler refuses in an inventory, the types of the options refuse.
func TestTypesRefuse(t *testing.T) {
	extra := func(more string) string {
		return `buildmachines.extraBuilders = [ ({ hostName = "x"; systems = [ "x86_64-linux" ]; } // { ` + more + ` }) ];`
	}
	for name, c := range map[string]struct{ config, want string }{
		"a key in the store":           {`buildmachines.builders.ada.sshKey = "${builtins.storeDir}/key";`, "outside of the Nix store"},
		"a path that would be copied":  {`buildmachines.builders.ada.sshKey = /etc/nix/key;`, "outside of the Nix store"},
		"a relative key":               {`buildmachines.builders.ada.sshKey = "key";`, "outside of the Nix store"},
		"a key in the user's home":     {`buildmachines.builders.ada.sshKey = "~/.ssh/key";`, "outside of the Nix store"},
		"a key with a quote":           {`buildmachines.builders.ada.sshKey = "/a\"b";`, "outside of the Nix store"},
		"a key with a line break":      {`buildmachines.builders.ada.sshKey = "/a\nb";`, "outside of the Nix store"},
		"a key with a variable":        {`buildmachines.builders.ada.sshKey = "/a\${b}";`, "outside of the Nix store"},
		"a jump's key in the store":    {`buildmachines.jumps.bastion.sshKey = "${builtins.storeDir}/key";`, "outside of the Nix store"},
		"no jobs":                      {`buildmachines.builders.ada.maxJobs = 0;`, "maxJobs' is not of type"},
		"too many jobs":                {`buildmachines.builders.ada.maxJobs = 65536;`, "maxJobs' is not of type"},
		"an unknown override":          {`buildmachines.builders.ada.port = 22;`, "port' does not exist"},
		"a client that is true":        {`buildmachines.client = lib.mkForce true;`, "buildmachines.client' is not of type"},
		"a plan that is no path":       {`buildmachines.plan = lib.mkForce "plan.json";`, "buildmachines.plan' is not of type"},
		"a package that is none":       {`buildmachines.package = "x";`, "buildmachines.package' is not of type"},
		"a column in a host":           {extra(`hostName = "a b";`), "hostName' is not of type"},
		"a comment in a host":          {extra(`hostName = "a#b";`), "hostName' is not of type"},
		"an entry in a host":           {extra(`hostName = "a;b";`), "hostName' is not of type"},
		"a comma in a feature":         {extra(`supportedFeatures = [ "a,b" ];`), "is not of type"},
		"an empty feature":             {extra(`mandatoryFeatures = [ "" ];`), "is not of type"},
		"a system of two":              {extra(`systems = [ "a b" ];`), "is not of type"},
		"no system":                    {extra(`systems = [ ];`), "systems' is not of type"},
		"no speed":                     {extra(`speedFactor = 0;`), "speedFactor' is not of type"},
		"another protocol":             {extra(`protocol = "http";`), "protocol' is not of type"},
		"a key line for its base64":    {extra(`publicHostKey = "ssh-ed25519 AAAA";`), "publicHostKey' is not of type"},
		"an extra builder's store key": {extra(`sshKey = "${builtins.storeDir}/key";`), "outside of the Nix store"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, l := range libs(t) {
				m := on(t, "nixos", fleetPlan(t), `{ networking.hostName = "laptop"; }`, "{ "+c.config+" }")
				if err := evalError(t, l, "run "+m.nix()); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("with the %s lib: got %v, want %q", l.name, err, c.want)
				}
			}
		})
	}
}

// Each module says what it is for, so that a wrong import is explained.
func TestModulesHaveAClass(t *testing.T) {
	for platform, c := range map[string]struct{ module, class, expected string }{
		"nixos":        {"darwin.nix", "darwin", "nixos"},
		"nix-darwin":   {"home.nix", "homeManager", "darwin"},
		"home-manager": {"nixos.nix", "nixos", "homeManager"},
	} {
		for _, l := range libs(t) {
			m := machine{platform: platform, releases: []string{platform + "-26.05"}, modules: []string{ours(t, "modules/"+c.module)}}
			err := evalError(t, l, "run "+m.nix())
			if err == nil || !strings.Contains(err.Error(), " import") || !strings.Contains(err.Error(), c.class) || !strings.Contains(err.Error(), c.expected) {
				t.Errorf("%s on %s, with the %s lib: %v", c.module, platform, l.name, err)
			}
		}
	}
}

// Without enable, nothing is set, and no plan is read.
func TestNothingWithoutEnable(t *testing.T) {
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		for platform, module := range map[string]string{"nixos": "nixos.nix", "nix-darwin": "darwin.nix", "home-manager": "home.nix"} {
			off := machine{platform: platform, releases: []string{platform + "-26.05"}, modules: []string{ours(t, "modules/"+module)}}
			without := off
			without.modules = nil
			got := evaluate(t, nix, l, []machine{off, without})
			if d := cmp.Diff(got[1], got[0]); d != "" {
				t.Errorf("%s (-without +with):\n%s", module, d)
			}
		}
	})
}

// evalError returns why an expression does not evaluate, by the newest Nix.
func evalError(t *testing.T, l lib, expression string) error {
	t.Helper()
	return newest(t).EvalError(t, file(t, "expression.nix", prelude(t, l)+fmt.Sprintf("(%s)\n", expression)))
}
