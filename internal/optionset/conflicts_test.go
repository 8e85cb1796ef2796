package optionset_test

import (
	"strings"
	"testing"
)

func TestConflicts(t *testing.T) {
	oldest := load(t, "nixos")[0]
	for _, c := range []struct{ a, b, want string }{
		{`{"nix": {"distributedBuilds": true}}`, `{"services": {"openssh": {"enable": true}}}`, ""},
		{`{"nix": {"distributedBuilds": true}}`, `{"nix": {"distributedBuilds": true}}`, ""},
		{`{"nix": {"distributedBuilds": true}}`, `{"nix": {"distributedBuilds": false}}`, "nix.distributedBuilds is both true and false"},
		{`{"nix": {"settings": {"max-jobs": 0}}}`, `{"nix": {"settings": {"max-jobs": 8}}}`, "nix.settings.max-jobs is both 0 and 8"},
		{`{"nix": {"settings": {"max-jobs": 0}}}`, `{"nix": {"settings": {"max-jobs": {"_type": "override", "priority": 1000, "content": 8}}}}`, ""},
		{`{"nix": {"settings": {"trusted-users": ["a"]}}}`, `{"nix": {"settings": {"trusted-users": ["b"]}}}`, ""},
		{`{"nix": {"settings": {"x": ["a"]}}}`, `{"nix": {"settings": {"x": ["b"]}}}`, ""},
		{`{"nix": {"settings": {"x": ["a"]}}}`, `{"nix": {"settings": {"x": "b"}}}`, "nix.settings.x is both [a] and b"},
		{`{"nix": {"extraOptions": "a"}}`, `{"nix": {"extraOptions": {"_type": "order", "priority": 500, "content": "b"}}}`, ""},
		{`{"environment": {"etc": {"a": {"text": "a"}}}}`, `{"environment": {"etc": {"a": {"text": "b"}, "b": {}}}}`, ""},
		{`{"users": {"users": {"a": {"uid": 1, "group": "a"}, "b": {"uid": 2}}}}`, `{"users": {"users": {"a": {"uid": 1, "group": "b"}, "c": {"uid": 3}}}}`, "users.users.a.group is both a and b"},
		{`{"users": {"users": {"a": {"openssh": {"authorizedKeys": {"keys": ["a"]}}}}}}`, `{"users": {"users": {"a": {"openssh": {"authorizedKeys": {"keys": ["b"]}}}}}}`, ""},
	} {
		got := oldest.Conflicts(decode(t, c.a).(map[string]any), decode(t, c.b).(map[string]any))
		if strings.Join(got, "\n") != c.want {
			t.Errorf("%s and %s: got %q, want %q", c.a, c.b, got, c.want)
		}
	}
}
