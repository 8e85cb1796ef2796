package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A client that logs in as another user than the one which is set up is no
// visit, and stores without a remote block are no setups.
func TestSetupsHaveTheClientsThatLogIn(t *testing.T) {
	p := full() // its client d sees a with no user
	got := map[string][]string{}
	for _, s := range p.Setups() {
		got[s.Name] = []string{}
		for _, v := range s.Visits {
			if v.Builder.Name != s.Name {
				t.Errorf("the visit of %s is to %s", v.Client.Name, v.Builder.Name)
			}
			got[s.Name] = append(got[s.Name], v.Client.Name)
		}
	}
	if d := cmp.Diff(map[string][]string{"a": {"c"}}, got); d != "" {
		t.Error(d)
	}
	if p.Setup("store") != nil || p.Setup("nobody") != nil || p.Setup("a").Name != "a" {
		t.Error("Setup finds another one")
	}
}

func TestOnlySetupIsAPlanOfItsOwn(t *testing.T) {
	p := full()
	part := decode(t, encode(t, p.OnlySetup(p.Setup("a"))))
	if len(part.Builders) != 1 || len(part.Clients) != 1 || len(part.Jumps) != 0 {
		t.Fatalf("%d builders, %d clients, %d jumps", len(part.Builders), len(part.Clients), len(part.Jumps))
	}
	ignore := cmp.FilterPath(func(p cmp.Path) bool {
		n := p.Last().String()
		return n == ".Origins" || n == ".Clients" || n == ".Builders" || n == ".Disabled" || n == ".Hops"
	}, cmp.Ignore())
	if d := cmp.Diff(p.Setup("a"), part.Setup("a"), ignore); d != "" {
		t.Errorf("the machine is to be set up otherwise:\n%s", d)
	}
	if d := cmp.Diff([]string{"c"}, part.Builders[0].Clients); d != "" {
		t.Error(d)
	}
	if p.Builders[0].Clients[0] != "c" || len(p.Builders[0].Clients) != 2 {
		t.Error("the whole plan was changed")
	}
}
