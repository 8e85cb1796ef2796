package optionset_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/optionset"
)

const records = "../../testdata/options"

func TestEveryRecordLoads(t *testing.T) {
	files, err := os.ReadDir(records)
	if err != nil {
		t.Fatal(err)
	}
	var loaded []string
	for _, platform := range []string{"determinate", "home-manager", "nix-darwin", "nixos"} {
		for _, r := range load(t, platform) {
			loaded = append(loaded, r.String()+".json")
		}
	}
	var present []string
	for _, f := range files {
		present = append(present, f.Name())
	}
	if diff := cmp.Diff(present, loaded); diff != "" {
		t.Errorf("the folder and what is read of it (-want +got):\n%s", diff)
	}
}

// The records say the differences between releases that the table of releases
// in package compiler rests on.
func TestReleasesDiffer(t *testing.T) {
	for _, c := range []struct {
		platform, module string
		takenBy          []string
	}{
		{"nixos", `{"nix": {"buildMachines": [{"hostName": "a", "speedFactor": {"_type": "float", "value": 1.5}}]}}`, []string{"nixos-26.11"}},
		{"nixos", `{"lix": {"buildMachines": {"machines": {"a": {"uri": "ssh://a"}}}}}`, []string{"nixos-26.11"}},
		{"nix-darwin", `{"nix": {"buildMachines": [{"hostName": "a", "speedFactor": {"_type": "float", "value": 1.5}}]}}`, nil},
		{"nix-darwin", `{"services": {"openssh": {"extraConfig": "a"}}}`, []string{"nix-darwin-25.11", "nix-darwin-26.05", "nix-darwin-26.11"}},
		{"nix-darwin", `{"users": {"users": {"a": {}}}}`, nil},
		{"nix-darwin", `{"programs": {"ssh": {"includes": ["a"]}}}`, nil},
		{"home-manager", `{"nix": {"buildMachines": [{"hostName": "a", "system": "x86_64-linux"}]}}`, nil},
		{"determinate", `{"nix": {"buildMachines": []}}`, nil},
	} {
		var taken []string
		for _, r := range load(t, c.platform) {
			if r.Check(decode(t, c.module)) == nil {
				taken = append(taken, r.String())
			}
		}
		if diff := cmp.Diff(c.takenBy, taken); diff != "" {
			t.Errorf("%s %s is taken by (-want +got):\n%s", c.platform, c.module, diff)
		}
	}
}

func TestCheck(t *testing.T) {
	oldest := load(t, "nixos")[0]
	for _, c := range []struct{ module, want string }{
		{`{"nix": {"buildMachines": {"_type": "order", "priority": 500, "content": []}, "distributedBuilds": true}}`, ""},
		{`{"nix": {"settings": {"max-jobs": "auto", "cores": 0, "anything": ["a", 1, null]}}}`, ""},
		{`{"nix": {"settings": {"max-jobs": "all"}}}`, `nix.settings.max-jobs is all, not one of [auto]`},
		{`{"nix": {"settings": {"anything": {"a": 1}}}}`, `nix.settings.anything is map[a:1], not of the type setting`},
		{`{"nix": {"settings": {"substituters": "a b"}}}`, `nix.settings.substituters is a b, not a list`},
		{`{"nix": {"buildMachine": []}}`, `nix.buildMachine is no option of nixos-24.05`},
		{`{"nix": 1}`, `nix is no option, nor are there options below it`},
		{`{"nix": {"buildMachines": [{"hostName": "a", "port": 22}]}}`, `nix.buildMachines[0].port is no option`},
		{`{"nix": {"buildMachines": [{"systems": []}]}}`, `nix.buildMachines[0].hostName is required`},
		{`{"nix": {"buildMachines": [{"hostName": "a", "systems": [1]}]}}`, `nix.buildMachines[0].systems[0] is 1, not of the type str`},
		{`{"nix": {"buildMachines": [{"hostName": "a", "protocol": "http"}]}}`, `nix.buildMachines[0].protocol is http, not one of [<nil> ssh ssh-ng]`},
		{`{"nix": {"buildMachines": [{"hostName": "a", "maxJobs": {"_type": "float", "value": 2}}]}}`, `nix.buildMachines[0].maxJobs is map[_type:float value:2], not of the type int`},
		{`{"nix": {"distributedBuilds": {"_type": "order", "priority": 500, "content": true}}}`, `nix.distributedBuilds has an order, but several definitions have none there`},
		{`{"nix": {"distributedBuilds": {"_type": "if", "condition": true, "content": true}}}`, `nix.distributedBuilds has the _type if`},
		{`{"nix": {"distributedBuilds": {"_type": "override", "priority": 1000, "content": true}}}`, ""},
		{`{"nix": {"distributedBuilds": {"_type": "override", "content": true}}}`, `nix.distributedBuilds is not what lib makes for the _type override`},
		{`{"nix": {"distributedBuilds": {"_type": "override", "priority": 1000, "content": 1}}}`, `nix.distributedBuilds is 1, not of the type bool`},
		{`{"users": {"users": {"a": {"home": "/a:b"}}}}`, `users.users.a.home is /a:b, which /etc/passwd cannot hold`},
		{`{"users": {"users": {"a": {"openssh": {"authorizedKeys": {"keys": ["a\nb"]}}}}}}`, "users.users.a.openssh.authorizedKeys.keys[0] is a\nb, not of the type line"},
		{`{"services": {"openssh": {"settings": {"Banner": ["a"]}}}}`, `services.openssh.settings.Banner is [a], not of the type atom`},
		{`{"environment": {"etc": {"a": {"text": ["b"]}}}}`, `environment.etc.a.text is [b], not of the type lines`},
	} {
		if got := strings.Join(oldest.Check(decode(t, c.module)), "\n"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.module, got, c.want)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ name, record, want string }{
		{"another name", `{"platform": "x", "release": "2"}`, "this is the record of x-2"},
		{"an unknown field", `{"platform": "x", "release": "1", "optoins": {}}`, `unknown field "optoins"`},
		{"no source", `{"platform": "x", "release": "1", "options": {"a": {"type": "bool", "merge": "equal", "source": "s"}}}`, `nothing says where the source "s" is`},
		{"an unknown merge", `{"platform": "x", "release": "1", "options": {"a": {"type": "bool", "merge": "newest"}}}`, `"newest" is no way to merge`},
		{"a default of another type", `{"platform": "x", "release": "1", "options": {"a": {"type": "bool", "merge": "equal", "default": 1}}}`, `the default of a is 1`},
		{"an unknown type", `{"platform": "x", "release": "1", "options": {"a": {"type": "float", "merge": "equal", "default": 1}}}`, `a type that is not known: float`},
		{"a submodule without fields", `{"platform": "x", "release": "1", "options": {"a": {"type": "submodule", "merge": "by name"}}}`, `fields belong to submodules`},
	} {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x-1.json"), []byte(c.record), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := optionset.Load(dir, "x"); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.name, err, c.want)
		}
	}
}

func load(t *testing.T, platform string) []*optionset.Release {
	t.Helper()
	found, err := optionset.Load(records, platform)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func decode(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	return v
}
