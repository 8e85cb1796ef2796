package e2etest_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// The page's own inventory and commands, from nothing to a remote build.
func TestFiveMinutes(t *testing.T) {
	t.Parallel()
	needMachines(t)
	const page = "../docs/five-minutes.md"
	inventory, steps := blocks(t, page, "hcl fragment buildmachines.hcl"), blocks(t, page, "sh linux")
	if len(inventory) != 1 || len(steps) != 2 {
		t.Fatalf("%s has %d inventories and %d scripts for Linux, want the files of both ends and a build", page, len(inventory), len(steps))
	}
	bin := buildCommand(t)
	for _, nix := range counterpart.HostNixes(t) {
		t.Run(nix.String(), func(t *testing.T) {
			t.Parallel()
			w := newSite(t, plainly(nix))
			w.asOnThePage(t)
			w.laptop.Copy(t, bin, "/opt/bin/buildmachines")
			w.laptop.Write(t, "/root/buildmachines.hcl", inventory[0], 0o600)
			before := w.laptop.Read(t, "/etc/nix/nix.conf")

			said := w.types(t, steps[0])
			if !strings.Contains(said, "the client laptop reaches Nix on ada") {
				t.Errorf("bootstrap did not try the way in:\n%s", said)
			}
			w.restartNix(t) // bootstrap says so: nobody manages the daemon here
			path := strings.TrimSpace(w.types(t, strings.Replace(steps[1], "nix-build ", "nix-build 2> /dev/null ", 1)))
			if text := w.laptop.Read(t, path); text != "built elsewhere\n" {
				t.Errorf("the output is %q", text)
			}
			w.ada.Must(t, filepath.Join(nix.Bin, "nix-store"), "--check-validity", path)
			if said := w.types(t, "buildmachines install"); !strings.Contains(said, "laptop: nothing to do") {
				t.Errorf("install again:\n%s", said)
			}

			w.types(t, "buildmachines bootstrap ada --ssh root@ada.example.org --remove")
			wantError(t, w.build(t, "after-removal"), "Permission denied (publickey")
			w.types(t, "buildmachines install --rollback --yes")
			if after := w.laptop.Read(t, "/etc/nix/nix.conf"); after != before {
				t.Errorf("nix.conf is now\n%s", after)
			}
			if _, err := os.Stat(w.laptop.Path("/etc/buildmachines/machines")); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the machines file is still there: %v", err)
			}
		})
	}
}

// blocks returns the code blocks of a page that begin with head.
func blocks(t *testing.T, page, head string) []string {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range regexp.MustCompile("(?ms)^```"+regexp.QuoteMeta(head)+"\n(.*?)^```$").FindAllSubmatch(text, -1) {
		out = append(out, string(m[1]))
	}
	return out
}

// asOnThePage gives the builder its name, Nix where the installer puts it, and
// an admin who has been there before, and so knows the host.
func (w *site) asOnThePage(t *testing.T) {
	t.Helper()
	w.laptop.Append(t, "/etc/hosts", builderAddress+" ada.example.org\n")
	w.laptop.Write(t, "/root/.ssh/known_hosts", "ada.example.org "+w.pin+"\n", 0o600)
	w.ada.Write(t, "/root/.ssh/authorized_keys", w.laptop.NewKey(t, "/root/.ssh/id_ed25519")+"\n", 0o600)
	w.ada.Must(t, "mkdir", "-p", "/nix/var/nix/profiles")
	w.ada.Must(t, "ln", "-s", filepath.Dir(w.builder.Bin), "/nix/var/nix/profiles/default")
}

// types runs commands on the laptop, in root's home, and returns what is seen.
func (w *site) types(t *testing.T, commands string) string {
	t.Helper()
	return w.laptop.Must(t, "sh", "-euc", "exec 2>&1; cd; PATH=/opt/bin:"+w.client.Bin+":$PATH\n"+commands)
}

func buildCommand(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "buildmachines")
	if err := counterpart.BuildProgram(path, counterpart.LikeTheTest()...); err != nil {
		t.Fatal(err)
	}
	return path
}
