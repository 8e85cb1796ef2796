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
	text := read(t, inventory)
	current := t.TempDir()
	compile := exec.Command(filepath.Join(bin, "buildmachines"), "compile", "--modules", "-f", inventory, "--out", current)
	if out, err := compile.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for name, c := range map[string]struct {
		in, old, new string // what somebody changed, and where
		want         string
	}{
		"current":            {"plan.json", "", "", ""},
		"a stale plan":       {"plan.json", `"max_jobs": 1`, `"max_jobs": 2`, "-      \"max_jobs\": 2"},
		"stale data":         {"modules.json", "Port 22", "Port 23", "Port 23"},
		"a broken inventory": {"inventory.hcl", "", "\nx", "error"},
	} {
		t.Run(name, func(t *testing.T) {
			dir, folder := t.TempDir(), t.TempDir()
			for path, text := range map[string]string{"inventory.hcl": text, "plan.json": read(t, current+"/plan.json"), "modules.json": read(t, current+"/modules.json")} {
				if path == c.in {
					text = strings.Replace(text, c.old, c.new, 1)
				}
				write(t, filepath.Join(folder, path), text)
			}
			out, err := runCheck(t, bin, dir, filepath.Join(folder, "plan.json"), filepath.Join(folder, "inventory.hcl"))
			if (err != nil) != (c.want != "") || !strings.Contains(out, c.want) {
				t.Errorf("%v\n%s", err, out)
			}
			if _, err := os.Stat(filepath.Join(dir, "out")); (err == nil) != (c.want == "") {
				t.Errorf("the output: %v", err)
			}
		})
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
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
