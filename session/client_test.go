package session_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/session"
)

func TestClientOf(t *testing.T) {
	laptop := &plan.Client{Name: "laptop", HostNames: []string{"laptop", "Mac.local"}}
	desk := &plan.Client{Name: "desk", HostNames: []string{"desk.example.org", "shared"}}
	twin := &plan.Client{Name: "twin", HostNames: []string{"mac", "shared"}}
	all := []*plan.Client{desk, laptop, twin}
	for _, c := range []struct {
		claim   string
		clients []*plan.Client
		host    string
		want    string // the client, or what the error says
	}{
		{"by its name", all, "laptop", "laptop"},
		{"case does not count", all, "LAPTOP", "laptop"},
		{"all of the name comes first", all, "mac.local", "laptop"},
		{"then its first label", all, "mac.example.org", "twin"},
		{"a first label of theirs is no match", all, "desk", `no client has "desk" among its host_names`},
		{"the only one", all[:1], "stranger", "desk"},
		{"two of that name", all, "shared", "as several clients are: desk, twin; say which with --client"},
		{"none of several", all, "stranger", "say which with --client: desk, laptop, twin"},
		{"a machine without a name", all, "", `no client has "" among`},
		{"nobody at all", nil, "laptop", "the inventory has no client"},
	} {
		t.Run(c.claim, func(t *testing.T) {
			got, err := session.ClientOf(&plan.Plan{Clients: c.clients}, c.host)
			switch {
			case err != nil && !strings.Contains(err.Error(), c.want):
				t.Errorf("got the error %q, want %q", err, c.want)
			case err == nil && got.Name != c.want:
				t.Errorf("got %s, want %q", got.Name, c.want)
			}
		})
	}
}
