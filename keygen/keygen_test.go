package keygen_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/keygen"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

func mustWrite(t *testing.T, p *keygen.Pair, err error, secret, public string) {
	t.Helper()
	if err == nil {
		err = p.Write(secret, public)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func output(t *testing.T, argv ...string) string {
	t.Helper()
	out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		t.Fatalf("%q: %v: %s", argv, err, out)
	}
	return string(out)
}

func TestSSHKeygenReadsTheKey(t *testing.T) {
	program := counterpart.Require(t, "ssh-keygen")
	file := filepath.Join(t.TempDir(), "k")
	p, err := keygen.SSH("root@laptop")
	mustWrite(t, p, err, file, file+".pub")
	public := read(t, file+".pub")
	if public != p.Public+"\n" || output(t, program, "-y", "-P", "", "-f", file) != public {
		t.Errorf("the halves do not belong together: %q", public)
	}
	private := output(t, program, "-l", "-f", file)
	if private != output(t, program, "-l", "-f", file+".pub") || !strings.HasSuffix(private, " root@laptop (ED25519)\n") {
		t.Error(private)
	}
	if canonical, problem := pubkey.ParseHost(p.Public); problem != nil || p.Public != canonical+" root@laptop" {
		t.Errorf("an inventory does not take the line: %v", problem)
	}
}

// No verb of fmt shows the secret half.
func TestPairsPrintTheirPublicHalf(t *testing.T) {
	for name, newPair := range map[string]func(string) (*keygen.Pair, error){"ssh": keygen.SSH, "signing": keygen.Signing} {
		p, err := newPair("laptop-1")
		if err != nil {
			t.Fatal(err)
		}
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(verb, p); got != p.Public {
				t.Errorf("%s: %s shows something else than the public half", name, verb)
			}
		}
	}
}

func TestWriteModesAndNothingOverwritten(t *testing.T) {
	dir := t.TempDir()
	file, public := filepath.Join(dir, "k"), filepath.Join(dir, "k.pub")
	p, err := keygen.SSH("c")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(public, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Write(file, public); err == nil || keygen.Free(file, public) == nil {
		t.Error("a file is in the way, and nothing says so")
	}
	if _, err := os.Lstat(file); err == nil || read(t, public) != "mine" {
		t.Error("half a pair is there")
	}
	if err := os.Remove(public); err != nil {
		t.Fatal(err)
	}
	mustWrite(t, p, nil, file, public)
	before := read(t, file)
	if err := p.Write(file, public); err == nil || read(t, file) != before {
		t.Error("a key was overwritten")
	}
	for name, want := range map[string]os.FileMode{file: 0o600, public: 0o644} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
}

// A link that leads nowhere is in the way too: what it names could be written.
func TestLinksAreNotFollowed(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "k")
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), file); err != nil {
		t.Fatal(err)
	}
	p, err := keygen.SSH("c")
	if err != nil {
		t.Fatal(err)
	}
	if keygen.Free(file) == nil || p.Write(file, file+".pub") == nil {
		t.Error("the link was taken for a free place")
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) != 1 {
		t.Errorf("%q", names)
	}
}
