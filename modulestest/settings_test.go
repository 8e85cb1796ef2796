package modulestest_test

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/optionset"
)

// Every setting of Nix has the type in our modules that it has in the emitted
// ones: a list, a number, a bool or a text.
func TestSettingsHaveOneType(t *testing.T) {
	known, _ := newest(t).ReadConf(t, file(t, "nix.conf", ""))
	if len(known) < 80 {
		t.Fatalf("%v has %d settings only", newest(t), len(known))
	}
	values := map[string]string{}
	texts := []string{"a b", "a", "", "true", "0", "007", "-1", "9223372036854775807", "9223372036854775808", "18446744073709551616"}
	for i, name := range slices.Sorted(maps.Keys(known)) {
		values[name] = texts[i%len(texts)]
		values["extra-"+name] = "a b"
	}
	for i, text := range texts {
		values[fmt.Sprint("x", i)] = text
	}
	p := textPlan(t, `builder "ada" { systems = ["aarch64-linux"] }`+"\nclient \"laptop\" { platform = \"nixos\" }")
	// The schema refuses some of them in an inventory; both kinds of modules
	// could carry them.
	delete(values, "builders-use-substitutes")
	p.Clients[0].Settings = values
	text := emitted(t, func(w io.Writer) error { return nixos.NixOS{}.Emit(w, p.Clients[0]) })
	want := optionset.Eval(t, newest(t), file(t, "nixos.nix", text))["nix"].(map[string]any)["settings"]
	onEach(t, func(t *testing.T, nix counterpart.Nix, l lib) {
		expression := "(" + optionset.Tagged + ") (bm.settingsOption (bm.clientSettings (bm.clientOf (bm.readPlan " + planFile(t, p) + ").plan \"laptop\")))"
		got := nix.Eval(t, file(t, "settings.nix", prelude(t, l)+expression))
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("(-emitted +module):\n%s", d)
		}
	})
	if n := strings.Count(text, "[ \"a\" ]") + strings.Count(text, "\"a\"\n"); n < 5 {
		t.Errorf("%d lists in\n%s", n, text)
	}
}
