package install_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// debian is a machine on which Nix and ssh are set up by hand.
var debian = map[string]string{
	"etc/ssh/ssh_config":          "Include /etc/ssh/ssh_config.d/*.conf\nHost *\n",
	"etc/ssh/ssh_config.d/x.conf": "# mine\n",
	"etc/nix/nix.conf":            "access-tokens = github.com=secret\nmax-jobs = 4",
}

func TestInstallWritesEveryFile(t *testing.T) {
	dir := image(t, debian)
	p := apply(t, dir, 1)
	if want := 5; len(p.Written) != want || len(p.Unchanged)+len(p.Removed)+len(p.Kept) > 0 {
		t.Errorf("%+v, want %d written", p, want)
	}
	for file, want := range map[string]string{
		"etc/nix/nix.conf":            debian["etc/nix/nix.conf"] + "\n# buildmachines\n!include /etc/buildmachines/nix.conf\n",
		"etc/buildmachines/machines":  "ssh-ng://ada x86_64-linux - 1 1 - - -\n",
		"etc/ssh/ssh_config":          debian["etc/ssh/ssh_config"],
		"etc/ssh/ssh_config.d/x.conf": "# mine\n",
	} {
		if diff := cmp.Diff(want, read(t, dir, file)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
	if d := dangling(t, dir); d != nil {
		t.Error(d)
	}
}

func TestSecondInstallHasNothingToDo(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	c, files := outputs("/etc/buildmachines", "machines", 1)
	p := planned(t, open(t, dir), c, files, false)
	if p.Changes() || p.NeedsRestart() || len(p.Unchanged) != 5 {
		t.Errorf("%+v", p)
	}
}

// The umask and whoever made a file first do not decide who can read it.
func TestModes(t *testing.T) {
	dir := image(t, debian)
	if err := os.Chmod(filepath.Join(dir, "etc/nix/nix.conf"), 0o640); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "etc/buildmachines/machines", "ssh-ng://ada x86_64-linux - 1 1 - - -\n")
	if err := os.Chmod(filepath.Join(dir, "etc/buildmachines/machines"), 0o600); err != nil {
		t.Fatal(err)
	}
	apply(t, dir, 1)
	for p, want := range map[string]os.FileMode{
		"etc/nix/nix.conf":                              0o640, // not ours
		"etc/buildmachines":                             os.ModeDir | 0o755,
		"etc/buildmachines/machines":                    0o644,
		"etc/buildmachines/nix.conf":                    0o644,
		"var/lib/buildmachines/install/laptop/g1":       os.ModeDir | 0o700,
		"var/lib/buildmachines/install/laptop/g1/old-0": 0o600, // as it was
	} {
		info, err := os.Stat(filepath.Join(dir, p))
		if err != nil {
			t.Error(err)
		} else if info.Mode() != want {
			t.Errorf("%s has mode %v, want %v", p, info.Mode(), want)
		}
	}
}

func TestFilesOfOthersAreRefused(t *testing.T) {
	mine := map[string]string{"etc/buildmachines/machines": "ssh://mine x86_64-linux\n", "etc/ssh/ssh_config.d/10-buildmachines.conf": "Host mine\n"}
	dir := image(t, mine)
	c, files := outputs("/etc/buildmachines", "machines", 1)
	p := planned(t, open(t, dir), c, files, false)
	want := []string{filepath.Join(dir, "etc/buildmachines/machines"), filepath.Join(dir, "etc/ssh/ssh_config.d/10-buildmachines.conf")}
	if diff := cmp.Diff(want, p.Refused); diff != "" {
		t.Error(diff)
	}
	if err := p.Apply(t.Context()); err == nil {
		t.Error("a refused plan was applied")
	}

	if err := planned(t, open(t, dir), c, files, true).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	rollback(t, dir, false)
	for file, text := range mine {
		if got := read(t, dir, file); got != text {
			t.Errorf("after --force and --rollback, %s is %q", file, got)
		}
	}
}

// What somebody compiled and copied here by hand says so in its first line.
func TestFilesWithOurHeaderAreReplaced(t *testing.T) {
	dir := image(t, map[string]string{"etc/buildmachines/known_hosts": generated + "old\n"})
	apply(t, dir, 1)
	if got := read(t, dir, "etc/buildmachines/known_hosts"); strings.Contains(got, "old") {
		t.Errorf("not replaced: %s", got)
	}
}

func TestWhatSomebodyChangedIsKept(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	write(t, dir, "etc/buildmachines/machines", "edited\n")
	for range 2 {
		p := apply(t, dir, 2)
		if diff := cmp.Diff([]string{filepath.Join(dir, "etc/buildmachines/machines")}, p.Kept); diff != "" {
			t.Error(diff)
		}
	}
	if got := read(t, dir, "etc/buildmachines/machines"); got != "edited\n" {
		t.Errorf("it is %q now", got)
	}

	c, files := outputs("/etc/buildmachines", "machines", 2)
	if err := planned(t, open(t, dir), c, files, true).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir, "etc/buildmachines/machines"); got == "edited\n" {
		t.Error("--force has kept it")
	}
}

func TestWhatNoLongerBelongsIsRemoved(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	c, files := outputs("/etc/other", "machines.toml", 1)
	p := planned(t, open(t, dir), c, files, false)
	if err := p.Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(p.Removed) != 3 || !p.NeedsRestart() {
		t.Errorf("%+v", p)
	}
	if _, err := os.Stat(filepath.Join(dir, "etc/buildmachines")); err == nil {
		t.Error("the folder that install made is still there")
	}
	if got := read(t, dir, "etc/nix/nix.conf"); strings.Contains(got, "/etc/buildmachines") || strings.Count(got, "!include") != 1 {
		t.Errorf("nix.conf:\n%s", got)
	}
	if d := dangling(t, dir); d != nil {
		t.Error(d)
	}
}

// A kept nix.conf may still name the old machines file.
func TestNothingIsRemovedBesideAKeptFile(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	write(t, dir, "etc/buildmachines/nix.conf", "builders = @/etc/buildmachines/machines\n")
	c, files := outputs("/etc/buildmachines", "machines.toml", 1)
	if err := planned(t, open(t, dir), c, files, false).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if d := dangling(t, dir); d != nil {
		t.Error(d)
	}
}

// Nix reads the machines file for every build, and nix.conf once.
func TestRestartIsForNixConfOnly(t *testing.T) {
	dir := image(t, debian)
	if p := apply(t, dir, 1); !p.NeedsRestart() {
		t.Error("the first install needs a restart")
	}
	c, files := outputs("/etc/buildmachines", "machines", 1)
	files["machines"] = []byte("ssh-ng://bob x86_64-linux - 1 1 - - -\n")
	if p := planned(t, open(t, dir), c, files, false); !p.Changes() || p.NeedsRestart() {
		t.Error("a change of the machines file needs none")
	}
}

func TestDiffShowsNoNeighboursOfOurLine(t *testing.T) {
	dir := image(t, debian)
	write(t, dir, "etc/ssh/ssh_config.d/10-buildmachines.conf", "nix-1:"+strings.Repeat("q9Zx", 21)+"AA==\n")
	c, files := outputs("/etc/buildmachines", "machines", 1)
	var b bytes.Buffer
	if err := planned(t, open(t, dir), c, files, true).Diff(&b); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"secret", "q9Zx", "max-jobs = 4"} {
		if strings.Contains(b.String(), secret) {
			t.Errorf("the diff shows %q:\n%s", secret, b.String())
		}
	}
	if !strings.Contains(b.String(), "+!include /etc/buildmachines/nix.conf\n") || !strings.Contains(b.String(), "may hold a key") {
		t.Errorf("the diff:\n%s", b.String())
	}
}

func TestDiffObeysNoEscapes(t *testing.T) {
	dir := image(t, map[string]string{"etc/buildmachines/machines": "\x1b]0;title\a\n"})
	c, files := outputs("/etc/buildmachines", "machines", 1)
	var b bytes.Buffer
	if err := planned(t, open(t, dir), c, files, true).Diff(&b); err != nil {
		t.Fatal(err)
	}
	if strings.ContainsAny(b.String(), "\x1b\a") {
		t.Errorf("%q", b.String())
	}
}

// A client that was renamed in the inventory takes over what it installed.
func TestAnotherClientTakesOver(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	c, files := outputs("/etc/buildmachines", "machines", 2)
	c.Name = "renamed"
	p := planned(t, open(t, dir), c, files, false)
	if err := p.Apply(t.Context()); err != nil || len(p.Refused) > 0 {
		t.Fatalf("%v %+v", err, p)
	}
	if p := rollback(t, dir, false); len(p.Refused) == 0 {
		t.Error("the old name's install can be rolled back from under the new one")
	}
}

// Lines go where they are no longer needed: ssh_config got an Include of its
// own, and Determinate took over nix.conf.
func TestLinesThatNoLongerBelongAreRemoved(t *testing.T) {
	dir := image(t, nil)
	apply(t, dir, 1)
	const include, custom = "Include ssh_config.d/*.conf\n", "!include nix.custom.conf\n"
	write(t, dir, "etc/ssh/ssh_config", read(t, dir, "etc/ssh/ssh_config")+include)
	write(t, dir, "etc/nix/nix.conf", custom+read(t, dir, "etc/nix/nix.conf"))
	p := apply(t, dir, 1)
	if len(p.Written) != 1 || len(p.Removed) != 2 || !p.NeedsRestart() {
		t.Errorf("%+v", p)
	}
	if got := read(t, dir, "etc/ssh/ssh_config"); got != include {
		t.Errorf("ssh_config is %q", got)
	}
	if got := read(t, dir, "etc/nix/nix.conf"); got != custom {
		t.Errorf("nix.conf is %q", got)
	}
	if d := dangling(t, dir); d != nil {
		t.Error(d)
	}
}

// A folder stays with what somebody else put into it, and until that is gone.
func TestFoldersOfOthersStay(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	write(t, dir, "etc/buildmachines/mine", "")
	c, files := outputs("/etc/other", "machines.toml", 1)
	if err := planned(t, open(t, dir), c, files, false).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	read(t, dir, "etc/buildmachines/mine")
	if err := os.Remove(filepath.Join(dir, "etc/buildmachines/mine")); err != nil {
		t.Fatal(err)
	}
	apply(t, dir, 2)
	apply(t, dir, 3)
	c, files = outputs("/etc/other", "machines.toml", 1)
	if err := planned(t, open(t, dir), c, files, false).Apply(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "etc/buildmachines")); err == nil {
		t.Error("the empty folder is still there")
	}
}

func TestWhatNoLongerBelongsAndWasChangedIsKept(t *testing.T) {
	dir := image(t, debian)
	apply(t, dir, 1)
	write(t, dir, "etc/buildmachines/machines", "edited\n")
	c, files := outputs("/etc/other", "machines.toml", 1)
	p := planned(t, open(t, dir), c, files, false)
	edited := filepath.Join(dir, "etc/buildmachines/machines")
	if diff := cmp.Diff([]string{edited}, p.Kept); diff != "" {
		t.Error(diff)
	}
	p = planned(t, open(t, dir), c, files, true)
	if len(p.Kept) > 0 || !slices.Contains(p.Removed, edited) {
		t.Errorf("by force: %+v", p)
	}
}
