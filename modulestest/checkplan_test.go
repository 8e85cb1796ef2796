package modulestest_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// lib.checkPlan is a derivation that fails with the difference. pkgs is a
// stand-in whose derivation holds its script, which runs here.
func TestCheckPlan(t *testing.T) {
	bin := t.TempDir()
	if err := counterpart.BuildProgram(filepath.Join(bin, "buildmachines")); err != nil {
		t.Fatal(err)
	}
	inventory := filepath.Join(goldens, "the-smallest-inventory-has-one-client", "inventory.hcl")
	text, err := os.ReadFile(inventory)
	if err != nil {
		t.Fatal(err)
	}
	current, err := exec.Command(filepath.Join(bin, "buildmachines"), "plan", "-f", inventory).Output()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		plan, inventory, want string
	}{
		"current": {string(current), string(text), ""},
		"stale":   {strings.Replace(string(current), `"max_jobs": 1`, `"max_jobs": 2`, 1), string(text), "-      \"max_jobs\": 2"},
		"broken":  {string(current), string(text) + "\nx", "error"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			out, err := runCheck(t, bin, dir, file(t, "plan.json", c.plan), file(t, "inventory.hcl", c.inventory))
			if (err != nil) != (c.want != "") || !strings.Contains(out, c.want) {
				t.Errorf("%v\n%s", err, out)
			}
			if _, err := os.Stat(filepath.Join(dir, "out")); (err == nil) != (c.want == "") {
				t.Errorf("the output: %v", err)
			}
		})
	}
}

// runCheck runs the script of checkPlan as stdenv does, with package in PATH.
func runCheck(t *testing.T, bin, dir, plan, inventory string) (string, error) {
	t.Helper()
	expression := "bm.checkPlan { pkgs.runCommand = name: env: script: { inherit name script; programs = env.nativeBuildInputs; }; package = \"buildmachines\"; inventory = " +
		quote(inventory) + "; plan = " + quote(plan) + "; }"
	var check struct {
		Name, Script string
		Programs     []string
	}
	into(t, counterpart.Nixes(t)[0].Eval(t, file(t, "check.nix", prelude(t, libs(t)[0])+expression)), &check)
	if check.Name == "" || len(check.Programs) != 1 {
		t.Fatalf("it is %+v", check)
	}
	cmd := exec.Command("bash", "-e", "-c", check.Script)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "out=" + filepath.Join(dir, "out"), "HOME=/homeless-shelter"}
	out, err := cmd.CombinedOutput()
	return string(out), err
}
