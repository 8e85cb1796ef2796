package e2etest_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// storesFolder is where the stores of clients are.
const storesFolder = "/var/lib/" + account + "/stores/"

// Each version builds for each other in a store that is the client's own, which
// takes everything of the client without a signature, and gives root nothing.
func TestClientStore(t *testing.T) {
	t.Parallel()
	needMachines(t)
	for _, client := range counterpart.HostNixes(t) {
		for _, builder := range counterpart.HostNixes(t) {
			s := scenario{client: client, builder: builder, protocol: "ssh", port: 22, stores: true}
			t.Run(s.String(), func(t *testing.T) {
				t.Parallel()
				w := newSite(t, s)
				w.hasSandbox(t)
				w.setUp(t)
				w.buildsApart(t, "without-inputs")
				w.buildHere(t, "unsigned")
				w.buildsApart(t, "on-unsigned", "--argstr", "input", "unsigned")

				path := w.forge(t)
				w.laptop.Must(t, w.client.Bin+"/nix", "copy", "--no-check-sigs", "--to", "ssh://ada", path)
				if got := w.ada.Read(t, storesFolder+"laptop"+path); got != forged {
					t.Errorf("the client's own store has %q", got)
				}
				if got := w.rootBuilds(t); got != honest {
					t.Errorf("root of the builder has %q", got)
				}
			})
		}
	}
}

// hasSandbox gives builds in a store of the account's own what a shell needs.
func (w *site) hasSandbox(t *testing.T) {
	t.Helper()
	// As with private machines, not every container lets anybody make namespaces.
	if _, err := w.ada.Run(t, "su", "-s", "/bin/sh", "nobody", "-c", "unshare -U -r -m true"); err != nil {
		t.Skipf("no namespaces for an account: %v", err)
	}
	w.ada.Append(t, "/etc/nix/nix.conf", "build-users-group = nixbld\nsandbox-paths = /bin /usr /lib /lib64\n")
}

// buildsApart builds on the builder, in the client's own store there.
func (w *site) buildsApart(t *testing.T, seed string, more ...string) {
	t.Helper()
	path, err := w.nixBuild(t, seed, append(more, "--max-jobs", "0")...)
	if err != nil {
		t.Fatalf("%s: %v", seed, err)
	}
	if _, err := w.ada.Run(t, "test", "-e", storesFolder+"laptop"+path); err != nil {
		t.Errorf("%s is not in the client's store: %v", seed, err)
	}
	if _, err := w.ada.Run(t, "test", "-e", path); err == nil {
		t.Errorf("%s is in the builder's own store", seed)
	}
}

// A key opens the store of its client and no other, by no other program.
func TestClientStoreIsThatOfTheKey(t *testing.T) {
	t.Parallel()
	needMachines(t)
	s := onOne(t)
	s.protocol, s.stores = "ssh", true
	w := newSite(t, s)
	w.hasSandbox(t)
	w.setUp(t)
	for _, sent := range []string{"nix-daemon --stdio", "nix-store --serve --write --store /nix", "nix-store --serve --write --store " + storesFolder + "other"} {
		_, err := w.ssh(t, there, sent)
		wantError(t, err, "refused: "+sent)
	}
	w.buildsApart(t, "here")
	if found := w.ada.Must(t, "ls", storesFolder); strings.TrimSpace(found) != "laptop" {
		t.Errorf("there are stores of %q", found)
	}
	if _, err := w.ada.Run(t, "grep", account, "/etc/buildmachines/builder-nix.conf"); err == nil {
		t.Error("the account may use the daemon")
	}
	w.ada.Must(t, "sh", scriptPath, "--remove")
	if _, err := w.ada.Run(t, "test", "-e", storesFolder); err == nil {
		t.Error("the stores are still there")
	}
}
