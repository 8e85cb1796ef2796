package bootstrap_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A room is a machine of its own as far as /etc, /var and /run go: they are
// folders of the test, which a mount namespace puts there for one process. It
// sees no other processes: one with the number of the account would keep it.
// Nothing of this machine's own is changed.
type room struct {
	dir   string
	shell counterpart.Shell
	bin   []string // folders ahead of PATH
	path  string   // what follows them

	hidden []string // programs that are not there
}

// newRoom makes a machine with sshd and Nix, on which nothing was set up yet.
func newRoom(t *testing.T, sh counterpart.Shell) *room {
	t.Helper()
	needNamespaces(t)
	r := &room{dir: t.TempDir(), shell: sh, path: "/usr/sbin:/usr/bin:/sbin:/bin"}
	if err := os.Chmod(r.dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"etc/alternatives", "etc/ssh/sshd_config.d", "etc/nix", "var/lib/others", "var/db/others", "run/sshd"} {
		r.mkdir(t, name)
	}
	// What libc, PAM and Debian's links need.
	for _, name := range []string{"alternatives/awk", "pam.d", "security", "login.defs", "nsswitch.conf", "ld.so.conf", "ld.so.conf.d", "ld.so.cache", "shells", "environment"} {
		if _, err := os.Stat("/etc/" + name); err == nil {
			r.host(t, "cp", "-a", "/etc/"+name, r.file("etc/"+name))
		}
	}
	r.write(t, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\nada:x:1000:1000:Ada:/var/home/ada:/bin/sh\n", 0o644)
	r.write(t, "etc/group", "root:x:0:\nada:x:1000:\n", 0o644)
	r.write(t, "etc/shadow", "root:*:19000:0:99999:7:::\nada:*:19000:0:99999:7:::\n", 0o640)
	r.write(t, "etc/gshadow", "root:*::\nada:!::\n", 0o640)
	r.write(t, "etc/nix/nix.conf", "# of the administrator\nmax-jobs = 3\n", 0o644)
	r.write(t, "etc/ssh/sshd_config", "Include /etc/ssh/sshd_config.d/*.conf\nUsePAM no\n", 0o644)
	r.nix(t)
	r.host(t, counterpart.Require(t, "ssh-keygen"), "-q", "-t", "ed25519", "-N", "", "-C", "a comment", "-f", r.file("etc/ssh/ssh_host_ed25519_key"))
	return r
}

// clone returns a machine just like r.
func (r *room) clone(t *testing.T) *room {
	t.Helper()
	c := *r
	c.dir = t.TempDir()
	r.host(t, "cp", "-a", r.dir+"/.", c.dir)
	return &c
}

// nixFolder is where Nix is in every room.
const nixFolder = "/var/nix/bin"

// nix puts this machine's Nix into the room, without its store: without a daemon
// an account could not open it.
func (r *room) nix(t *testing.T) {
	t.Helper()
	for _, name := range []string{"nix-store", "nix-instantiate"} {
		r.write(t, nixFolder+"/"+name, "#!/bin/sh\nNIX_REMOTE=dummy:// exec "+counterpart.Require(t, name)+" \"$@\"\n", 0o755)
	}
}

// needNamespaces ends the test where a process cannot have mounts of its own.
func needNamespaces(t *testing.T) {
	t.Helper()
	if os.Getuid() == 0 && exec.Command(counterpart.Require(t, "unshare"), "--mount", "--pid", "--fork", "--mount-proc", "true").Run() == nil {
		return
	}
	const why = "needs root and mount namespaces"
	if os.Getenv("BUILDMACHINES_INTEROP") == "require" {
		t.Fatal(why)
	}
	t.Skip(why)
}

func (r *room) file(name string) string { return filepath.Join(r.dir, name) }

func (r *room) mkdir(t *testing.T, name string) {
	t.Helper()
	if err := os.MkdirAll(r.file(name), 0o755); err != nil {
		t.Fatal(err)
	}
}

func (r *room) write(t *testing.T, name, text string, mode fs.FileMode) {
	t.Helper()
	r.mkdir(t, filepath.Dir(name))
	if err := os.WriteFile(r.file(name), []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(r.file(name), mode); err != nil {
		t.Fatal(err)
	}
}

func (r *room) read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(r.file(name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (r *room) host(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command(args[0], args[1:]...).CombinedOutput(); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, out)
	}
}

// said is what a script said, and how it ended.
type said struct {
	out, err string
	status   int
}

// enter puts the folders in place and runs what follows. It is the first process
// of its namespace, which no signal from inside ends, so that it does not become
// the script.
const enter = `room=$1; shift
for f in $HIDDEN; do mount --bind /dev/null "$f" || exit 99; done
for f in etc var run; do mount --bind "$room/$f" /$f || exit 99; done
unset HIDDEN
"$@"
exit $?`

// run runs the script as root of the room. Its process group is its own, so that
// a stand-in can end it all at once.
func (r *room) run(t *testing.T, script string, options ...string) said {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bootstrap.sh")
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return r.command(t, slices.Concat(r.shell, []string{path}, options)...)
}

func (r *room) command(t *testing.T, args ...string) said {
	t.Helper()
	cmd := exec.Command("unshare", slices.Concat([]string{"--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc", "/bin/sh", "-c", enter, "sh", r.dir}, args)...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Env = []string{"PATH=" + strings.Join(append(slices.Clone(r.bin), r.path), ":"), "HOME=/root", "HIDDEN=" + strings.Join(r.hidden, " ")}
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return said{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// tree returns everything below /etc and /var with mode, owner and content, but
// the copies that programs keep of passwd and its like, and their lock.
func (r *room) tree(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, top := range []string{"etc", "var"} {
		err := filepath.WalkDir(r.file(top), func(path string, d fs.DirEntry, err error) error {
			name := strings.TrimPrefix(path, r.dir)
			if err != nil || strings.HasSuffix(name, "-") || d.Name() == ".pwd.lock" {
				return err
			}
			out[name], err = describe(path, d)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// changedToday is the line of /etc/shadow for an account that useradd made: its
// third field counts days, and two runs may stand on either side of midnight.
var changedToday = regexp.MustCompile(`(?m)^([^:\n]*:[^:\n]*):[2-9]\d{4}:0:99999:7:::$`)

func describe(path string, d fs.DirEntry) (string, error) {
	info, err := d.Info()
	if err != nil {
		return "", err
	}
	owner := info.Sys().(*syscall.Stat_t)
	text := fmt.Sprintf("%v %d:%d", info.Mode(), owner.Uid, owner.Gid)
	if info.Mode().IsRegular() {
		content, err := os.ReadFile(path)
		return text + "\n" + changedToday.ReplaceAllString(string(content), "$1:today:0:99999:7:::"), err
	}
	return text, nil
}
