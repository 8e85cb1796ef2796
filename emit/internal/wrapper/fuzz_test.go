package wrapper_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/sh/v3/expand"
	"mvdan.cc/sh/v3/interp"
	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Whatever a client sends, only what is in the list runs, and only as it is
// there. A shell in this process tries each input, a thousand a second; the real
// shells are asked for one in so many, since each answer of theirs takes several
// processes.
func FuzzWrapper(f *testing.F) {
	const oneIn = 500
	for _, s := range refused {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	s := setup("multi-user")
	for _, c := range s.Remote.Commands {
		f.Add(c.Sent)
	}
	shells := counterpart.Shells(f)
	st := newStage(f)
	s.Remote.NixPath = []string{st.bin}
	st.install(f, s)
	inner := newInnerShell(f, st)
	n := 0
	f.Fuzz(func(t *testing.T, sent string) {
		if len(sent) > 100_000 || strings.Contains(sent, "\x00") {
			t.Skip("no process can get it")
		}
		i := slices.IndexFunc(s.Remote.Commands, func(c plan.Command) bool { return c.Sent == sent })
		check := func(got result) {
			if i < 0 {
				checkRefused(t, sent, got)
				return
			}
			want := result{stdout: "hello", ran: through("multi-user", "", s.Remote.Commands[i].Argv)}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("%q:\n%s", sent, diff)
			}
		}
		check(inner.ask(t, sent, "hello"))
		if n++; n%oneIn == 1 {
			for _, sh := range shells {
				check(st.ask(t, sh, sent, "hello"))
			}
		}
	})
}

// innerShell runs the wrapper in this process, on the stage. Nothing that the
// script calls is started, and it can open no file but /dev/null.
type innerShell struct {
	script *syntax.File
	env    []string
}

func newInnerShell(t testing.TB, st *stage) *innerShell {
	t.Helper()
	// A link whose name has no quote in it: the interpreter keeps the backslash of
	// the way in which sh quotes one.
	bin := filepath.Join(t.TempDir(), "bin")
	if err := os.Symlink(st.bin, bin); err != nil {
		t.Fatal(err)
	}
	text := emit(t, setup("multi-user", bin))
	// The package runs what it has parsed for bash; the dialects agree on the script.
	script, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "wrapper")
	if err != nil {
		t.Fatal(err)
	}
	return &innerShell{script, []string{"PATH=/usr/bin:/bin", "HOME=" + st.home}}
}

func (s *innerShell) ask(t testing.TB, sent, stdin string) (r result) {
	t.Helper()
	var stdout, stderr strings.Builder
	call := func(interp.ExecHandlerFunc) interp.ExecHandlerFunc {
		return func(ctx context.Context, argv []string) error { return r.call(interp.HandlerCtx(ctx), argv) }
	}
	open := func(_ context.Context, path string, _ int, _ os.FileMode) (io.ReadWriteCloser, error) {
		if path != os.DevNull {
			r.others = append(r.others, path)
		}
		return os.OpenFile(os.DevNull, os.O_RDWR, 0)
	}
	runner, err := interp.New(
		interp.Env(expand.ListEnviron(append(s.env, "SSH_ORIGINAL_COMMAND="+sent)...)),
		interp.StdIO(strings.NewReader(stdin), &stdout, &stderr), interp.ExecHandlers(call), interp.OpenHandler(open),
	)
	if err != nil {
		t.Fatal(err)
	}
	var status interp.ExitStatus
	if err := runner.Run(t.Context(), s.script); err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	r.stdout, r.stderr, r.status = stdout.String(), stderr.String(), int(status)
	return r
}

// call is what a program does: the tools of the system, the logger, or one that a
// client asked for.
func (r *result) call(c interp.HandlerContext, argv []string) error {
	switch argv[0] {
	case "logger":
		r.logged = append(r.logged, argv)
		return interp.ExitStatus(1)
	case "tr", "cut":
		text, err := io.ReadAll(c.Stdin)
		if err != nil {
			return err
		}
		out, err := tool(strings.Join(argv, " "), text)
		if err == nil {
			_, err = c.Stdout.Write(out)
		}
		return err
	}
	r.ran = append(r.ran, argv)
	if argv[0] == "sudo" {
		return r.call(c, argv[1:])
	}
	_, err := io.Copy(c.Stdout, c.Stdin)
	return err
}

func tool(command string, text []byte) ([]byte, error) {
	switch command {
	case "tr -cd  -~":
		return bytes.Map(func(c rune) rune {
			if unprintable(c) {
				return -1
			}
			return c
		}, text), nil
	case "cut -b 1-200":
		return append(text[:min(len(text), 200):200], '\n'), nil
	}
	return nil, fmt.Errorf("the test knows no %q", command)
}
