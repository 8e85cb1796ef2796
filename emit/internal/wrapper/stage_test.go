package wrapper_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A stage is a builder on which stand-ins take the place of programs.
type stage struct {
	dir     string // the working folder; nothing but our logs may appear in it
	bin     string
	home    string
	wrapper string
	client  string // the word behind the wrapper in authorized_keys; "" is none
}

// standIn logs its words, then copies its input as Nix would talk.
const standIn = `#!/bin/sh
{ printf '%s\n' "${0##*/}" "$@"; echo end; } >> "$STAGE/ran"
`

// programs are what each stand-in does after it logged its words. The tools
// for /nix go on as the real ones do: with the words after their own, which
// they look up in the same PATH.
var programs = map[string]string{
	"nix-store":       "exec cat\n",
	"nix-daemon":      "exec cat\n",
	"sudo":            `exec "$@"` + "\n",
	"nix-user-chroot": "shift\n" + `exec "$@"` + "\n",
	"proot":           "shift 2\n" + `exec "$@"` + "\n",
	"logger":          `mv "$STAGE/ran" "$STAGE/logged"; echo noise; echo noise >&2; exit 1` + "\n",
}

func newStage(t testing.TB) *stage {
	t.Helper()
	dir := t.TempDir()
	st := &stage{dir: filepath.Join(dir, "work"), bin: filepath.Join(dir, "it's bin"), home: filepath.Join(dir, "home")}
	for _, d := range []string{st.dir, st.bin, st.home} {
		if err := os.Mkdir(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range programs {
		write(t, filepath.Join(st.bin, name), standIn+body)
	}
	st.wrapper = filepath.Join(dir, "nix-ssh-wrapper")
	return st
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

// result is what came of one command.
type result struct {
	stdout, stderr string
	status         int
	ran            [][]string // the stand-ins, with their words
	logged         [][]string // logger's
	others         []string   // what else appeared in the working folder
}

// ask runs the wrapper as sshd does for a client that sends a command; the
// environment is what a stock sshd gives, and more.
func (st *stage) ask(t testing.TB, sh counterpart.Shell, sent, stdin string, env ...string) result {
	t.Helper()
	return st.run(t, sh, stdin, append(env, "SSH_ORIGINAL_COMMAND="+sent)...)
}

func (st *stage) run(t testing.TB, sh counterpart.Shell, stdin string, env ...string) result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), counterpart.HangLimit)
	defer cancel()
	argv := append(sh[:len(sh):len(sh)], st.wrapper)
	if st.client != "" {
		argv = append(argv, st.client)
	}
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = st.dir
	cmd.Env = append([]string{"PATH=/usr/bin:/bin", "HOME=" + st.home, "STAGE=" + st.dir}, env...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	r := result{stdout: stdout.String(), stderr: stderr.String(), status: cmd.ProcessState.ExitCode()}
	r.ran, r.logged, r.others = st.collect(t)
	return r
}

// collect empties the working folder.
func (st *stage) collect(t testing.TB) (ran, logged [][]string, others []string) {
	t.Helper()
	there, err := os.ReadDir(st.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range there {
		path := filepath.Join(st.dir, e.Name())
		switch e.Name() {
		case "ran":
			ran = calls(t, path)
		case "logged":
			logged = calls(t, path)
		default:
			others = append(others, e.Name())
		}
		if err := os.RemoveAll(path); err != nil {
			t.Fatal(err)
		}
	}
	return ran, logged, others
}

func calls(t testing.TB, path string) (out [][]string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for call := range strings.SplitSeq(strings.TrimSuffix(string(text), "end\n"), "end\n") {
		out = append(out, strings.Split(strings.TrimSuffix(call, "\n"), "\n"))
	}
	return out
}

// install puts the wrapper of s there.
func (st *stage) install(t testing.TB, s *plan.Setup) { write(t, st.wrapper, emit(t, s)) }
