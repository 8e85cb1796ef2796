package wrapper_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/wrapper"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// realSample is how many inputs are read by a parser alone, for each that the
// shells run, too.
const realSample = 10_000

// Whatever a client sends, only what is in the list runs, and only as it is
// there; and whatever the plan says, it is a word in the script. A parser of sh
// that is not ours reads the script.
func FuzzWrapper(f *testing.F) {
	for i, s := range refused {
		if len(s) < 1000 {
			f.Add(s, refused[(i*7)%len(refused)], uint8(i))
		}
	}
	for i, v := range hostile {
		f.Add(v, v, uint8(i))
	}
	for i, c := range setup("").Remote.Commands {
		f.Add(c.Sent, "/data/my store", uint8(i))
	}
	n := 0
	f.Fuzz(func(t *testing.T, sent, value string, install uint8) {
		if len(sent)+len(value) > 10_000 {
			t.Skip("only longer")
		}
		if !utf8.ValidString(value) || strings.Contains(value, "\r") {
			t.Skip("no inventory can have it, and the parser cannot read it")
		}
		s := setup(installs[int(install)%len(installs)], value, "/nix/bin")
		s.Remote.StorePath = value
		s.Remote.Commands = append(s.Remote.Commands, command("run "+value, value, "x"+value, value))
		if wrapper.Check(s).HasErrors() {
			if wrapper.Emit(io.Discard, s) == nil {
				t.Errorf("%q is refused and written", value)
			}
			return
		}
		script := emit(t, s)
		for _, sent := range []string{sent, "run " + value} {
			if err := dispatches(script, sent, s); err != nil {
				t.Errorf("%q, sent %q: %v\n%s", value, sent, err, script)
			}
		}
		if n++; n%realSample == 0 {
			askShells(t, sent)
		}
	})
}

// dispatches reads the script, and wants that it runs for a command what the
// plan says, or refuses it.
func dispatches(script, sent string, s *plan.Setup) error {
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(script), "wrapper")
	if err != nil {
		return err
	}
	clause, ok := file.Stmts[len(file.Stmts)-1].Cmd.(*syntax.CaseClause)
	if !ok {
		return errors.New("the last command is no case")
	}
	var other []string // what every script has
	for _, item := range clause.Items {
		pattern, isText := single(item.Patterns[0])
		switch {
		case len(item.Patterns) != 1 || len(item.Stmts) != 1:
			return errors.New("a case has more than one pattern or command")
		case !isText:
			other = append(other, item.Patterns[0].Lit())
			continue
		case pattern == "":
			continue
		case pattern != sent:
			continue
		}
		return wants(item.Stmts[0], sent, s)
	}
	if !slices.Equal(other, []string{"*"}) {
		return fmt.Errorf("has the patterns %q", other)
	}
	if i := find(s, sent); i >= 0 {
		return errors.New("it is refused")
	}
	return nil
}

func find(s *plan.Setup, sent string) int {
	return slices.IndexFunc(s.Remote.Commands, func(c plan.Command) bool { return c.Sent == sent })
}

// wants compares a command of the script with what the plan has for it.
func wants(stmt *syntax.Stmt, sent string, s *plan.Setup) error {
	i := find(s, sent)
	if i < 0 {
		return errors.New("it is not in the plan, and runs")
	}
	call, ok := stmt.Cmd.(*syntax.CallExpr)
	if !ok || len(call.Assigns) > 0 || len(stmt.Redirs) > 0 || stmt.Background || call.Args[0].Lit() != "run" {
		return errors.New("it does not call run")
	}
	var argv []string
	for _, w := range call.Args[1:] {
		text, ok := single(w)
		if !ok {
			return fmt.Errorf("a word at %v is not quoted", w.Pos())
		}
		argv = append(argv, text)
	}
	if diff := cmp.Diff(s.Remote.Commands[i].Argv, argv); diff != "" {
		return errors.New(diff)
	}
	return nil
}

// single returns the text of a word that is made of single quotes and \', or of
// letters that mean only themselves.
func single(w *syntax.Word) (text string, ok bool) {
	for _, p := range w.Parts {
		switch p := p.(type) {
		case *syntax.SglQuoted:
			text += p.Value
		case *syntax.Lit:
			switch {
			case p.Value == `\'`:
				text += "'"
			case strings.Trim(p.Value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:=,+@%") == "":
				text += p.Value
			default:
				return "", false
			}
		default:
			return "", false
		}
	}
	return text, true
}

// askShells lets every shell run a wrapper that a client sends something.
func askShells(t *testing.T, sent string) {
	t.Helper()
	if strings.Contains(sent, "\x00") {
		return // no process can get it
	}
	st := newStage(t)
	s := setup("multi-user", st.bin)
	st.install(t, s)
	i := find(s, sent)
	for _, sh := range counterpart.Shells(t) {
		got := st.ask(t, sh, sent, "hello")
		if i < 0 {
			checkRefused(t, sent, got)
			continue
		}
		want := result{stdout: "hello", ran: through("multi-user", "", s.Remote.Commands[i].Argv)}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
			t.Errorf("%q:\n%s", sent, diff)
		}
	}
}
