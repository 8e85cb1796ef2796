package modulestest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"
	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

const (
	page  = "../docs/modules.md"
	begin = "<!-- Generated from modules/options.nix by BUILDMACHINES_UPDATE=1 go test ./modulestest. Do not edit. -->\n"
	end   = "<!-- End of the generated part. -->\n"
)

// option is what options.nix says of one of them.
type option struct {
	Name, Type, Description string
	Default, Example        *string
}

func reference(t *testing.T) []option {
	t.Helper()
	l := libs(t)[0]
	var out []option
	into(t, newest(t).Eval(t, file(t, "reference.nix", prelude(t, l)+"import "+ours(t, "modulestest/testdata/reference.nix")+" { inherit lib; }")), &out)
	return out
}

// The table of options is what options.nix says.
func TestTheTableOfOptionsIsCurrent(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(text), begin)
	_, tail, found := strings.Cut(rest, end)
	if !ok || !found {
		t.Fatal("the page has no generated part")
	}
	want := head + begin + "\n" + table(reference(t)) + "\n" + end + tail
	switch {
	case want == string(text):
	case os.Getenv("BUILDMACHINES_UPDATE") != "":
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("run BUILDMACHINES_UPDATE=1 go test ./modulestest\n%s", udiff.Unified("modules.md", "generated", string(text), want))
	}
}

func table(options []option) string {
	var out strings.Builder
	out.WriteString("| option | type | default | meaning |\n|---|---|---|---|\n")
	for _, o := range options {
		value := "required"
		if o.Default != nil {
			value = "`" + *o.Default + "`"
		}
		cells := []string{"`" + o.Name + "`", o.Type, value, strings.Join(strings.Fields(o.Description), " ")}
		for i, c := range cells {
			cells[i] = strings.ReplaceAll(c, "|", `\|`)
		}
		out.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	return out.String()
}

// Every option is described in whole sentences, and has an example unless its
// default is one.
func TestOptionsAreDescribed(t *testing.T) {
	options := reference(t)
	if len(options) < 20 {
		t.Fatalf("only %v", options)
	}
	for _, o := range options {
		text := strings.TrimSpace(o.Description)
		if text == "" || strings.ToUpper(text[:1]) != text[:1] || !strings.HasSuffix(text, ".") {
			t.Errorf("%s: %q is not a sentence", o.Name, o.Description)
		}
		if o.Example == nil && o.Default == nil {
			t.Errorf("%s has neither an example nor a default", o.Name)
		}
	}
}

var nixBlock = regexp.MustCompile("(?s)```nix\n(.*?)```")

// around is what the examples of the page find beside them. secrets stands for
// sops-nix and agenix.
const (
	sources = `{ buildmachines = { outPath = %s; }; }`
	secrets = `{
    options.sops.secrets = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.path = lib.mkOption { type = lib.types.str; default = "/run/secrets/builder-key"; }; }); default = { }; };
    options.age.secrets = lib.mkOption { type = lib.types.attrsOf (lib.types.submodule { options.path = lib.mkOption { type = lib.types.str; default = "/run/agenix/bastion-key"; }; }); default = { }; };
    options.nixpkgs.hostPlatform = lib.mkOption { type = lib.types.str; default = ""; };
  }`
	flake = `let
    example = import ./example.nix;
    module = modules: run { platform = "nixos"; releases = [ "nixos-25.11" ]; modules = modules ++ [ secrets ]; inherit pkgs; };
  in
  if builtins.isAttrs example && example ? outputs then
    example.outputs {
      nixpkgs = { lib.nixosSystem = { modules }: module modules; legacyPackages.x86_64-linux = pkgs; };
      buildmachines = { nixosModules.default = nixos; lib.checkPlan = args: bm.checkPlan ({ package = "program"; } // args); };
    }
  else module [ ./example.nix ]`
)

// Every example of the page evaluates, and does what the text says.
func TestExamplesEvaluate(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	blocks := nixBlock.FindAllSubmatch(text, -1)
	var failed, users, keys, checks int
	for _, block := range blocks {
		for _, nix := range counterpart.Nixes(t) {
			for _, l := range libs(t) {
				got := evalExample(t, nix, l, string(block[1]))
				failed += strings.Count(got, `"failed":["`)
				users += strings.Count(got, `"group":"nixremote"`)
				keys += strings.Count(got, "IdentityFile /run/secrets/builder-key")
				checks += strings.Count(got, `"checks":{"x86_64-linux":{"plan":"/`)
			}
		}
	}
	each := len(counterpart.Nixes(t)) * len(libs(t))
	if d := cmp.Diff([]int{5, 0, each, each, each}, []int{len(blocks), failed, users, keys, checks}); d != "" {
		t.Errorf("blocks, failed assertions, builders, keys from sops, checks: %s", d)
	}
}

// evalExample returns what an example evaluates to, as JSON.
func evalExample(t *testing.T, nix counterpart.Nix, l lib, example string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"example.nix":       example,
		"buildmachines.hcl": fleet,
		"npins/default.nix": strings.Replace(sources, "%s", quote(absolute(t, ".")), 1),
		"run.nix": prelude(t, l) + "let\n nixos = " + ours(t, "modules/nixos.nix") + "; secrets = " + secrets +
			`; pkgs.runCommand = name: env: script: { type = "derivation"; outPath = "` + filepath.Join(dir, "builders") + `"; inherit name script; }; in ` + flake,
	} {
		write(t, filepath.Join(dir, name), text)
	}
	writePlan(t, textPlan(t, fleet), filepath.Join(dir, "builders"))
	return jsonOf(t, nix.Eval(t, filepath.Join(dir, "run.nix")))
}
