package nixos_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/nixos"
)

// What every client sees differently is in no other file, so it is checked here.
func TestDataChecksWhatNobodySees(t *testing.T) {
	declared := &plan.Builder{Host: plan.Host{Name: "ada", HostName: "a b", Port: 22}, Protocol: "ssh-ng", URI: "ssh-ng://ada", MaxJobs: 1, SpeedFactor: 1}
	own := *declared
	own.HostName = "ada"
	p := &plan.Plan{Builders: []*plan.Builder{declared}, Clients: []*plan.Client{{Name: "c", Users: []string{"root"}, Builders: []*plan.Builder{&own}, MaxJobs: -1}}}
	if diags := (nixos.Data{}).Check(p); len(diags) != 1 || !strings.Contains(diags[0].Detail, `"a b"`) {
		t.Errorf("it says %v", diags)
	}
	if err := (nixos.Data{}).Emit(&bytes.Buffer{}, p); err == nil {
		t.Error("it is written")
	}
	p.Clients[0].Builders[0] = declared // which the check of ssh_config finds
	if diags := (nixos.Data{}).Check(p); len(diags) != 0 {
		t.Errorf("it says %v", diags)
	}
}

// A host that several clients see alike is said once, and what they see otherwise
// is with them.
func TestDataSaysAHostOnce(t *testing.T) {
	declared := &plan.Builder{Host: plan.Host{Name: "ada", HostName: "ada", Port: 22}, Protocol: "ssh-ng", URI: "ssh-ng://ada", MaxJobs: 1, SpeedFactor: 1}
	same, other := *declared, *declared
	other.MaxJobs = 2
	p := &plan.Plan{Builders: []*plan.Builder{declared}}
	for name, b := range map[string]*plan.Builder{"declared": declared, "same": &same, "other": &other} {
		p.Clients = append(p.Clients, &plan.Client{Name: name, Users: []string{"root"}, Builders: []*plan.Builder{b}, MaxJobs: -1})
	}
	var out bytes.Buffer
	if err := (nixos.Data{}).Emit(&out, p); err != nil {
		t.Fatal(err)
	}
	var data struct {
		Hosts   map[string]any
		Clients map[string]struct{ Hosts map[string]any }
	}
	if err := json.Unmarshal(out.Bytes(), &data); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for name, want := range map[string]int{"declared": 0, "same": 0, "other": 1} {
		if n := len(data.Clients[name].Hosts); n != want || len(data.Hosts) != 1 {
			t.Errorf("%s has %d hosts of its own, want %d:\n%s", name, n, want, out.String())
		}
	}
}
