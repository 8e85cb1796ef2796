package goldentest_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// setupModule is the module of a builder of a case.
type setupModule struct {
	*plan.Setup
	path string // DIR/builders/NAME/FILE
}

func (m setupModule) beside(file string) string { return filepath.Join(filepath.Dir(m.path), file) }

// setupModules returns the modules of every builder of every case.
func setupModules(t *testing.T) []setupModule {
	t.Helper()
	var out []setupModule
	for _, name := range caseNames(t) {
		for _, s := range compile(t, inventories(t, name)[0]).plan.Setups() {
			if file := map[string]string{"nixos": "nixos.nix", "nix-darwin": "darwin.nix"}[s.Remote.Platform]; file != "" && s.Enable {
				out = append(out, setupModule{s, filepath.Join(name, "want", "builders", s.Name, file)})
			}
		}
	}
	if len(out) == 0 {
		t.Error("no case has the module of a builder")
	}
	return out
}

// The plain files of a builder are what its module makes the module system
// write.
func TestBuildersModulesSayThePlainFiles(t *testing.T) {
	modules := setupModules(t)
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		for _, m := range modules {
			module := optionset.Eval(t, n, m.path)
			sameLines(t, m, "nix.conf", settingLines(m, module))
			keys, _ := optionset.Get(module, "users", "users", m.SSHUser, "openssh", "authorizedKeys", "keys").([]any)
			var lines []string
			for _, k := range keys {
				lines = append(lines, k.(string))
			}
			sameLines(t, m, "authorized_keys", lines)
			if m.Remote.Wrapper {
				text := optionset.Get(module, "environment", "etc", strings.TrimPrefix(m.Remote.WrapperPath, "/etc/"), "text")
				if text != read(t, m.beside("nix-ssh-wrapper")) {
					t.Errorf("%s has another wrapper than the plain file", m.path)
				}
			}
		}
	})
}

// settingLines returns the lines of nix.conf as the plain file has them: that
// adds to trusted-users, and modules define it.
func settingLines(m setupModule, module map[string]any) []string {
	lines := moduleConf(optionset.Get(module, "nix", "settings"))
	for i, l := range lines {
		if strings.HasPrefix(l, "trusted-users = ") {
			lines[i] = "extra-trusted-users = root " + m.SSHUser
		}
	}
	last, _ := optionset.Get(module, "nix", "extraOptions").(string)
	return append(lines, strings.Split(strings.TrimSuffix(last, "\n"), "\n")...)
}

// sameLines compares lines with those of a plain file, but for its comments.
func sameLines(t *testing.T, m setupModule, file string, got []string) {
	t.Helper()
	var want []string
	for line := range strings.Lines(read(t, m.beside(file))) {
		if !strings.HasPrefix(line, "#") {
			want = append(want, strings.TrimSuffix(line, "\n"))
		}
	}
	slices.Sort(want)
	got = slices.Sorted(slices.Values(got))
	if !slices.Equal(want, got) {
		t.Errorf("%s says another %s than the plain file:\n%q\n%q", m.path, file, want, got)
	}
}

// Every golden sets only options that its releases have, to values that these
// take, and stands beside the module of the client that the machine is as well.
func TestReleasesTakeTheBuildersModules(t *testing.T) {
	n, records := counterpart.Nixes(t)[0], filepath.Join("..", "options")
	var together int
	for _, m := range setupModules(t) {
		file := filepath.Base(m.path)
		module := optionset.Eval(t, n, m.path)
		var client map[string]any
		path := filepath.Join(filepath.Dir(m.path), "..", "..", "clients", m.Name, file)
		if found, _ := filepath.Glob(path); found != nil {
			client = optionset.Eval(t, n, path)
			together++
		}
		for _, r := range optionset.Claimed(t, records, optionset.Platforms[file], m.Remote.Release) {
			for _, fault := range append(r.Check(module), r.Conflicts(module, client)...) {
				t.Errorf("%s on %v: %s", m.path, r, fault)
			}
		}
	}
	if together == 0 {
		t.Error("no case has a machine that is client and builder")
	}
}
