package wrapper_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// refused are commands that come close to an allowed one, or try to be more
// than a word.
var refused = []string{
	// Prefixes, suffixes and blanks.
	"nix-store", "nix-daemon", "nix-store ", "nix-store --serve", "nix-store --serve --writ", "nix-store --serve --write ", " nix-store --serve --write",
	"nix-store  --serve --write", "nix-store\t--serve --write", "nix-store --serve\n--write", "nix-store --serve --write\n", "\nnix-store --serve --write",
	"nix-store --serve --write --store /tmp", "nix-store --serve --write --version", "nix-store --version --version", "nix-store --versionx", "xnix-store --version",
	"nix-daemon --stdio ", "nix-daemon --stdio --store", "nix-daemon --stdio --store /data/a", "nix-daemon --stdio --store /data/a?b=c ", "nix-daemon --stdio --store /data/aXb=c",
	"nix-daemon --stdio --store \"/data/a?b=c\"", "nix-daemon --stdio --store '/data/a?b=c", "nix-daemon --stdio --process-ops", "nix-daemon --daemon", "sudo nix-daemon", "sudo  nix-daemon --stdio", "sudo sh",
	"NIX-STORE --VERSION", "Nix-store --version", "nix-store --Version", "nix-store\u00a0--version", "nix-store --version\r", "nix-store --version\r\n", "\ufeffnix-store --version",
	// Other things that Nix can do.
	"nix-store --delete /nix/store/x", "nix-store --realise x", "nix store ping", "nix-env -i hello", "nix-build", "nix-instantiate --eval -E 1", "nix-store --version --option build-hook /bin/sh",
	// A shell, or what one would do.
	"sh", "bash", "/bin/sh", "bash -l", "sh -c 'touch pwned'", "touch pwned", "id", "true", ":", "exit 0", "return 0", "eval touch pwned", "exec sh", ". /etc/profile",
	"nix-store --version; touch pwned", "nix-store --version;touch pwned", "nix-store --version && touch pwned", "nix-store --version & touch pwned", "nix-store --version | touch pwned", "nix-store --version\ntouch pwned", "touch pwned\nnix-store --version",
	"nix-store --version > pwned", "nix-store --version 2>pwned", "nix-store --version < /etc/passwd", "$(touch pwned)", "`touch pwned`", "nix-store $(touch pwned)--version", "nix-store `touch pwned`", "$((1))", "${IFS}touch${IFS}pwned",
	"';touch pwned;'", "\";touch pwned;\"", "'", "\"", "\\", "\\n", "'\\''", "esac; touch pwned", ") touch pwned ;; esac", ";;", ";; *) touch pwned", "*) touch pwned", "#", "nix-store --version #", "nix-store --version # x",
	// Patterns.
	"*", "?", "[", "]", "[a-z]*", "nix-store*", "nix-store *", "nix-store --versio?", "nix-store --versio[n]", "nix-daemon --stdio --store /data/a*", "?ix-store --version", "{nix-store,--version}", "~", "~root", "!", "!!", "^", "|", "&",
	// Copies and subsystems.
	"scp -t /tmp", "scp -f /etc/passwd", "sftp-server", "internal-sftp", "/usr/lib/openssh/sftp-server", "rsync --server . /", "git-upload-pack x", "git-receive-pack x", "tmux", "cat > /tmp/x",
	// Options of the programs that a refusal goes through.
	"-n", "--", "-", "--help", "-t x", "-e x", "%s", "%n%n%s", "%d%d", "\\033[2J", "\\c", "\\0",
	// Bytes.
	"\x1b[2J\x1b]0;owned\x07", "\x01", "\x7f", "\x80", "\x81\x82\x88", "\xff\xfe", "\xc3", "nix-store --version\xff", "nix-store\x01 --version", "nix-store\x81 --version", "ä", "\u202enix-store", "\r", "\t", " ", "  ", "\n", "\n\n\n",
	strings.Repeat("a", 100_000), strings.Repeat("'", 100_000), strings.Repeat("nix-store --version ", 5_000), strings.Repeat("\n", 100_000), strings.Repeat("*", 10_000), strings.Repeat("\xff", 100_000),
}

func TestEverythingElseIsRefused(t *testing.T) {
	if len(refused) < 60 {
		t.Fatalf("only %d commands", len(refused))
	}
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		for _, install := range []string{"multi-user", "nix-user-chroot"} {
			st.install(t, setup(install, st.bin))
			for _, sent := range refused {
				checkRefused(t, sent, st.ask(t, sh, sent, "touch pwned\n"))
			}
		}
	})
}

// checkRefused fails unless a command came to nothing but one clean line.
func checkRefused(t *testing.T, sent string, r result) {
	t.Helper()
	if len(sent) > 60 {
		sent = sent[:60] + "..."
	}
	if r.status != 126 || r.stdout != "" || len(r.ran) > 0 || len(r.others) > 0 {
		t.Errorf("%q: status %d, stdout %q, ran %v, files %v", sent, r.status, r.stdout, r.ran, r.others)
	}
	line, ok := strings.CutSuffix(r.stderr, "\n")
	shown, begins := strings.CutPrefix(line, "buildmachines: refused: ")
	if !ok || !begins || strings.ContainsFunc(shown, unprintable) || len(shown) > 200 {
		t.Errorf("%q: stderr is %q", sent, r.stderr)
	}
	want := []string{"logger", "-t", "buildmachines", "-p", "auth.notice", "--", "refused: " + shown}
	if len(r.logged) != 1 || strings.Join(r.logged[0], "\n") != strings.Join(want, "\n") {
		t.Errorf("%q: syslog got %q", sent, r.logged)
	}
}

func unprintable(r rune) bool { return r < ' ' || r > '~' }

func TestRefusalShowsTheCommand(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		for sent, want := range map[string]string{
			"scp -t /tmp":            "scp -t /tmp",
			"\x1b[2Ja\nb\u00e4%s\\n": "[2Jab%s\\n",
			strings.Repeat("x", 201): strings.Repeat("x", 200),
			"":                       "no command, and this account has no shell for its keys",
		} {
			if got, want := st.ask(t, sh, sent, "").stderr, "buildmachines: refused: "+want+"\n"; got != want {
				t.Errorf("%q: got %q, want %q", sent, got, want)
			}
		}
	})
}

// ssh without a command asks for a shell; sshd sets no variable then.
func TestNoCommandIsRefused(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		checkRefused(t, "(none)", st.run(t, sh, "touch pwned\n"))
	})
}

// A machine without syslog, or with nothing at all, still refuses.
func TestRefusalNeedsNoOtherProgram(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		if err := os.Remove(filepath.Join(st.bin, "logger")); err != nil {
			t.Fatal(err)
		}
		got := st.ask(t, sh, "touch pwned", "", "PATH=/usr/nowhere")
		if got.status != 126 || got.stdout != "" || len(got.others) > 0 || !strings.Contains(got.stderr, "buildmachines: refused: ") {
			t.Errorf("got %+v", got)
		}
	})
}

// A client that closes its end has no way around syslog.
func TestRefusalIsLoggedWhenNobodyListens(t *testing.T) {
	counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
		st := newStage(t)
		st.install(t, setup("multi-user", st.bin))
		cmd := exec.Command("/bin/sh", append([]string{"-c", `exec "$@" 2>&-`, "sh"}, append(sh, st.wrapper)...)...)
		cmd.Dir = st.dir
		cmd.Env = []string{"PATH=/usr/bin:/bin", "STAGE=" + st.dir, "SSH_ORIGINAL_COMMAND=touch pwned"}
		if err := cmd.Run(); err == nil {
			t.Error("status 0")
		}
		if ran, logged, others := st.collect(t); len(ran) > 0 || len(logged) != 1 || len(others) > 0 {
			t.Errorf("ran %v, logged %v, files %v", ran, logged, others)
		}
	})
}
