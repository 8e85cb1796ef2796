package counterpart_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// onEach runs a test with every Nix.
func onEach(t *testing.T, test func(t *testing.T, n counterpart.Nix)) {
	t.Helper()
	for _, n := range counterpart.Nixes(t) {
		t.Run(n.String(), func(t *testing.T) { test(t, n) })
	}
}

func TestReadMachines(t *testing.T) {
	file := write(t, `ssh://zoe x86_64-linux,i686-linux - 4 2 kvm,benchmark,big benchmark -
ssh-ng://nix@ada aarch64-linux - 65535 1 - - -
ssh://bob riscv64-linux - 1 1 kvm kvm -
unix:///run/daemon.sock x86_64-linux - 8 1 nixos-test - -
`)
	want := []counterpart.Machine{
		{URI: "ssh://zoe", Systems: []string{"i686-linux", "x86_64-linux"}, MaxJobs: 4,
			Supported: []string{"benchmark", "big", "kvm"}, Mandatory: []string{"benchmark"}},
		{URI: "ssh-ng://nix@ada", Systems: []string{"aarch64-linux"}, MaxJobs: 65535},
		{URI: "ssh://bob", Systems: []string{"riscv64-linux"}, MaxJobs: 1,
			Supported: []string{"kvm"}, Mandatory: []string{"kvm"}},
		{URI: "unix:///run/daemon.sock", Systems: []string{"x86_64-linux"}, MaxJobs: 8,
			Supported: []string{"nixos-test"}},
	}
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		got, err := n.ReadMachines(t, file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReadMachinesOfAnEmptyFile(t *testing.T) {
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		if got, err := n.ReadMachines(t, write(t, "")); err != nil || len(got) > 0 {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestReadBuilders(t *testing.T) {
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		got, err := n.ReadBuilders(t, "ssh://b x86_64-linux - 1 1 - - - ; ssh://a x86_64-linux - 1 1 - - -")
		if err != nil || len(got) != 2 || got[0].URI != "ssh://b" {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestReadMachinesQuotesNix(t *testing.T) {
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		_, err := n.ReadMachines(t, write(t, "ssh://a x86_64-linux - nope\n"))
		if err == nil || !strings.Contains(err.Error(), "failed to convert column #3") {
			t.Errorf("got %v", err)
		}
	})
}

// Trap 1: up to 2.28.1, Nix splits at `;` before it knows comments.
func TestReadMachinesShowsTheCommentTrap(t *testing.T) {
	file := write(t, "# old; ssh://x riscv64-linux\nssh://a x86_64-linux - 1 1 - - -\n")
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		got, err := n.ReadMachines(t, file)
		if err != nil {
			t.Fatal(err)
		}
		isX := func(m counterpart.Machine) bool { return m.URI == "ssh://x" }
		if trapped := slices.ContainsFunc(got, isX); trapped != (n.Minor <= 28) {
			t.Errorf("%v reads %v", n, got)
		}
	})
}

// Only 2.8's table does not say where the supported features end.
func TestReadMachinesAdmitsWhatItCannotSee(t *testing.T) {
	file := write(t, "ssh://a x86_64-linux - 1 1 aaa bbb -\n")
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		got, err := n.ReadMachines(t, file)
		if n.Minor <= 8 {
			if err == nil {
				t.Errorf("got %v", got)
			}
			return
		}
		if err != nil || !slices.Equal(got[0].Mandatory, []string{"bbb"}) {
			t.Errorf("got %v, %v", got, err)
		}
	})
}

func TestAttemptsShowSpeedKeyAndPin(t *testing.T) {
	pin := counterpart.NewPublicKey(t, "ed25519") + "\n"
	file := write(t, "ssh://slow x86_64-linux - 1 1 - - -\n"+
		"ssh-ng://me@fast x86_64-linux /etc/key 1 9 kvm - "+base64.StdEncoding.EncodeToString([]byte(pin))+"\n"+
		"ssh://other aarch64-linux - 1 99 - - -\n"+
		"ssh://choosy x86_64-linux - 1 99 kvm,x x -\n"+
		"ssh://last x86_64-linux - 1 1 kvm - -\n")
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		var uris []string
		tried := n.Attempts(t, file, "x86_64-linux")
		for _, a := range tried {
			uris = append(uris, a.URI)
		}
		if diff := cmp.Diff([]string{"ssh-ng://me@fast", "ssh://slow", "ssh://last"}, uris); diff != "" {
			t.Fatal(diff)
		}
		fast := tried[0]
		if i := slices.Index(fast.SSH, "-i"); i < 0 || fast.SSH[i+1] != "/etc/key" || !slices.Contains(fast.SSH, "me@fast") {
			t.Errorf("ssh %q", fast.SSH)
		}
		// Nix writes "host line", and ends the line itself.
		if want := "fast " + pin; strings.TrimRight(fast.KnownHosts, "\n")+"\n" != want {
			t.Errorf("known_hosts %q, want %q", fast.KnownHosts, want)
		}
		if tried[1].KnownHosts != "" {
			t.Errorf("a pin from nowhere: %q", tried[1].KnownHosts)
		}
	})
}

func TestReadConf(t *testing.T) {
	file := write(t, "builders = @/x/machines\nmax-jobs = 0 # none\nno-such-setting = 1\nextra-substituters = http://a\n")
	onEach(t, func(t *testing.T, n counterpart.Nix) {
		got, complaints := n.ReadConf(t, file)
		if got["builders"] != "@/x/machines" || got["max-jobs"] != "0" || !strings.Contains(got["substituters"], "http://a") {
			t.Errorf("builders %q, max-jobs %q, substituters %q", got["builders"], got["max-jobs"], got["substituters"])
		}
		if !slices.ContainsFunc(complaints, func(s string) bool { return strings.Contains(s, "no-such-setting") }) {
			t.Errorf("no complaint in %q", complaints)
		}
	})
}
