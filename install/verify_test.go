package install_test

import (
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/install"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// me is who runs the test.
func me(t *testing.T) install.User {
	t.Helper()
	u, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	users, skipped := install.Users([]string{u.Username})
	if len(users) != 1 {
		t.Skip(skipped)
	}
	return users[0]
}

// What a machine makes of a name that it knows nothing about is not what a
// stanza says of it. The command's tests install one first.
func TestVerifyFindsWhatIsNotInstalled(t *testing.T) {
	counterpart.Require(t, "ssh")
	u := me(t)
	ours := "Match originalhost not-installed localuser " + u.Name + "\n  HostName example.org\n  ForwardAgent no\nMatch all\n"
	found, err := install.Verify(t.Context(), u, []string{"not-installed"}, []byte(ours))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 1 || found[0].Keyword != "hostname" || found[0].OfUser ||
		!slices.Equal(found[0].Want, []string{"example.org"}) || !slices.Equal(found[0].Have, []string{"not-installed"}) {
		t.Errorf("%+v", found)
	}
}

func TestVerifySaysWhatSSHSays(t *testing.T) {
	counterpart.Require(t, "ssh")
	u := me(t)
	ours := "Match originalhost ada localuser " + u.Name + "\n  NoSuchKeyword yes\n"
	_, err := install.Verify(t.Context(), u, []string{"ada"}, []byte(ours))
	if err == nil || !strings.Contains(strings.ToLower(err.Error()), "nosuchkeyword") {
		t.Errorf("got error %v", err)
	}
}

// What a user's ssh configuration runs has no way to root's terminal.
func TestVerifyHasASessionOfItsOwn(t *testing.T) {
	if _, err := os.Stat("/proc/self/stat"); err != nil {
		t.Skip("no /proc to see sessions in")
	}
	u, dir := me(t), t.TempDir()
	seen := filepath.Join(dir, "seen")
	fake := "#!/bin/sh\nread -r pid name state parent group session rest < /proc/self/stat\necho \"$pid $session\" > '" + seen + "'\n"
	if err := os.WriteFile(filepath.Join(dir, "ssh"), []byte(fake), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+":"+os.Getenv("PATH"))
	ours := "Match originalhost ada localuser " + u.Name + "\n  HostName example.org\n"
	if _, err := install.Verify(t.Context(), u, []string{"ada"}, []byte(ours)); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(seen)
	if err != nil {
		t.Fatal(err)
	}
	if f := strings.Fields(string(got)); len(f) != 2 || f[0] != f[1] {
		t.Errorf("process and session are %q, want a leader of its own session", got)
	}
}

// The file is the user's: it may be anything, and root looks at it.
func TestBeginningOfAUsersConfig(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	u := install.User{Name: "mallory", Home: dir}
	text := func(s string) func(string) error {
		return func(p string) error { return os.WriteFile(p, []byte(s), 0o600) }
	}
	for name, c := range map[string]struct {
		make func(path string) error
		want bool
	}{
		"nothing":      {func(string) error { return nil }, false},
		"ours":         {text(install.UserLine + "\n"), true},
		"ours, marked": {text("# buildmachines\n" + install.UserLine + "\nHost *\n" + strings.Repeat("# much more\n", 1000)), true},
		"ours, later":  {text("Host *\n" + install.UserLine + "\n"), false},
		"a pipe":       {func(p string) error { return syscall.Mkfifo(p, 0o600) }, false},
		"endless":      {func(p string) error { return os.Symlink("/dev/zero", p) }, false},
		"a folder":     {func(p string) error { return os.Mkdir(p, 0o700) }, false},
	} {
		if err := c.make(u.SSHConfig()); err != nil {
			t.Fatal(err)
		}
		if got := u.ReadsOursFirst(); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if err := os.RemoveAll(u.SSHConfig()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUsersThatAreNotHere(t *testing.T) {
	users, skipped := install.Users([]string{"no-such-user-here"})
	if len(users) != 0 || !slices.Equal(skipped, []string{"there is no user no-such-user-here on this machine"}) {
		t.Errorf("%v, %q", users, skipped)
	}
}

func TestKeyProblems(t *testing.T) {
	u, dir := me(t), t.TempDir()
	for name, c := range map[string]struct {
		mode os.FileMode
		want string
	}{
		"fine":     {0o600, ""},
		"readonly": {0o400, ""},
		"open":     {0o644, "chmod 600"},
		"group":    {0o640, "chmod 600"},
	} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		chmod(t, p, c.mode)
		if got := u.KeyProblem(p); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	if got := u.KeyProblem(filepath.Join(dir, "none")); got != "it is not there" {
		t.Errorf("%q", got)
	}
	if got := u.KeyProblem(dir); got != "it is no file" {
		t.Errorf("%q", got)
	}
}
