package emit_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
)

func TestLookupKnowsEveryFormatButNoOther(t *testing.T) {
	for _, format := range emit.Formats() {
		ofClient, ofBuilder := emit.ClientTargets.Lookup(format), emit.BuilderTargets.Lookup(format)
		switch {
		case ofClient != nil && ofBuilder != nil:
			t.Errorf("%s is of both ends", format)
		case format == emit.PlanFormat:
			if ofClient != nil || ofBuilder != nil {
				t.Errorf("%s has a target, and is of neither end", format)
			}
		case ofClient != nil && ofClient.Format == format, ofBuilder != nil && ofBuilder.Format == format:
		default:
			t.Errorf("Lookup(%q) finds %v and %v", format, ofClient, ofBuilder)
		}
	}
	for _, format := range []string{"", "machine", "MACHINES"} {
		if target := emit.ClientTargets.Lookup(format); target != nil {
			t.Errorf("Lookup(%q) finds %s", format, target.Format)
		}
		if target := emit.BuilderTargets.Lookup(format); target != nil {
			t.Errorf("Lookup(%q) finds %s", format, target.Format)
		}
	}
}

func TestTargetsShareNoNames(t *testing.T) {
	seen := map[string]bool{}
	for _, name := range emit.Formats() {
		if seen[name] {
			t.Errorf("two formats are called %s", name)
		}
		seen[name] = true
	}
	files := map[string]bool{}
	for _, target := range emit.ClientTargets {
		if n := target.File; n != "" && files[n] {
			t.Errorf("two files of a client are called %s", n)
		}
		files[target.File] = true
	}
}

// The one machines file is that which nix.conf names, and Hydra reads no other.
func TestMachinesFilesOfAClient(t *testing.T) {
	for _, c := range []struct {
		platform, format string
		want             []string
	}{
		{"linux", "legacy", []string{"machines", "nix.conf"}},
		{"linux", "toml", []string{"machines.toml", "nix.conf"}},
		{"macos", "legacy", []string{"machines", "nix.conf"}},
		{"hydra", "legacy", []string{"hydra-machines"}},
	} {
		t.Run(c.platform+" "+c.format, func(t *testing.T) {
			p := &plan.Plan{Clients: []*plan.Client{{Name: "c", Platform: c.platform, MachinesFormat: c.format}}}
			var got []string
			for _, path := range paths(p) {
				name := strings.TrimPrefix(path, "clients/c/")
				if strings.Contains(name, "machines") || name == "nix.conf" {
					got = append(got, name)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
		})
	}
}

// A client with a module has the plain files of the same content beside it.
func TestModuleOfAClient(t *testing.T) {
	plain := []string{"known_hosts", "machines", "nix.conf", "ssh_config"}
	for platform, module := range map[string]string{
		"linux": "", "macos": "", "nixos": "nixos.nix", "nix-darwin": "darwin.nix", "determinate": "determinate.nix", "home-manager": "home.nix",
	} {
		want := slices.Clone(plain)
		if module != "" {
			want = append(want, module)
		}
		slices.Sort(want)
		p := &plan.Plan{Clients: []*plan.Client{{Name: "c", Platform: platform, MachinesFormat: "legacy"}}}
		var got []string
		for _, path := range paths(p) {
			if name, ok := strings.CutPrefix(path, "clients/c/"); ok {
				got = append(got, name)
			}
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s (-want +got)\n%s", platform, d)
		}
	}
}

func TestFilesAreSortedAndEachOnce(t *testing.T) {
	p := &plan.Plan{Clients: []*plan.Client{{Name: "b", Platform: "linux", MachinesFormat: "legacy"}, {Name: "a", Platform: "hydra"}}}
	got := paths(p)
	if !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
		t.Errorf("not sorted, or twice: %q", got)
	}
	for _, want := range []string{"plan.json", "clients/a/ssh_config", "clients/b/known_hosts"} {
		if !slices.Contains(got, want) {
			t.Errorf("%s is missing in %q", want, got)
		}
	}
}

// Checks run side by side; what they report is in the order of the clients.
func TestFilesReportsInOrder(t *testing.T) {
	p := &plan.Plan{}
	var want []string
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		b := &plan.Builder{Enable: true, Protocol: "ssh-ng", URI: "ssh-ng://" + name, Systems: []string{"bad " + name}, MaxJobs: 1, SpeedFactor: 1}
		b.Name, b.HostName, b.Port = name, name, 22
		p.Builders = append(p.Builders, b)
		p.Clients = append(p.Clients, &plan.Client{Name: name, Platform: "hydra", MachinesFormat: "legacy", Users: []string{"root"}, Builders: []*plan.Builder{b}})
		want = append(want, "bad "+name)
	}
	_, diags := emit.Files(p)
	var got []string
	for _, d := range diags {
		for _, w := range want {
			if strings.Contains(d.Detail, w) {
				got = append(got, w)
			}
		}
	}
	if d := cmp.Diff(want, slices.Compact(got)); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}

// emits is a target that writes these bytes, whatever the client.
type emits string

func (emits) Check(*plan.Client) hcl.Diagnostics { return nil }

func (e emits) Emit(w io.Writer, _ *plan.Client) error {
	_, err := io.WriteString(w, string(e))
	return err
}

func TestNoPrivateKeyGetsOut(t *testing.T) {
	key := privateKey(t)
	target := emit.Target[*plan.Client]{Format: "leaky", File: "leak", Emitter: emits("# Fine so far\n" + key)}
	file := target.FileOf(&plan.Client{Name: "laptop"})
	var out bytes.Buffer
	err := file.Write(&out)
	if err == nil || !strings.Contains(err.Error(), "leaky of laptop") {
		t.Errorf("the error is %v", err)
	}
	if out.Len() > 0 {
		t.Errorf("%d bytes were written", out.Len())
	}
	if err != nil && strings.Contains(err.Error(), key[40:60]) {
		t.Error("the error holds a part of the key")
	}
	h := &plan.Host{Name: "jump", SSHUser: key}
	if _, err := emit.PlanFile(&plan.Plan{Jumps: []*plan.Host{h}}).Make(); err == nil {
		t.Error("the plan holds a private key")
	}
}

func TestWriteReturnsTheErrorOfTheWriter(t *testing.T) {
	target := emit.Target[*plan.Client]{Format: "plain", Emitter: emits("text")}
	full := errors.New("disk full")
	if err := target.FileOf(&plan.Client{}).Write(failing{full}); !errors.Is(err, full) {
		t.Errorf("the error is %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func paths(p *plan.Plan) []string {
	files, _ := emit.Files(p)
	var out []string
	for _, f := range files {
		out = append(out, f.Path)
	}
	return out
}

func privateKey(t *testing.T) string {
	t.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(block))
}
