package hostiletest

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/bootstrap"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// scriptBatch are parts of scripts that shells have to run, each with the words
// to expand after it, and what they mean.
type scriptBatch struct {
	scripts strings.Builder
	want    []string
}

// add adds source. A mark tells texts apart, should one of them swallow others.
func (b *scriptBatch) add(what, source string, words, want []string) {
	b.scripts.WriteString(source + "\nprintf '%s\\0' 'text " + strconv.Itoa(len(b.want)) + "' " + strings.Join(words, " ") + "\n")
	b.want = append(append(b.want, "text "+strconv.Itoa(len(b.want))), want...)
}

func (b *scriptBatch) read(t testing.TB) {
	t.Helper()
	path := save(t, b.scripts.String())
	for _, sh := range counterpart.Shells(t) {
		out, err := exec.Command(sh[0], append(sh[1:], path)...).CombinedOutput()
		if err != nil {
			t.Errorf("%v: %v", sh, err)
		}
		got := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
		if len(b.want) > 0 && !slices.Equal(got, b.want) {
			t.Errorf("%v reads other values (-want +read):\n%s", sh, cmp.Diff(b.want, got))
		}
	}
	*b = scriptBatch{}
}

func parse(text string) (*syntax.File, error) {
	return syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(text), "")
}

// literal returns a word that consists of single quotes and `\'` between them.
func literal(w *syntax.Word) (string, bool) {
	var text strings.Builder
	quoted := false
	for _, part := range w.Parts {
		switch part := part.(type) {
		case *syntax.SglQuoted:
			text.WriteString(part.Value)
			quoted = quoted || !part.Dollar
		case *syntax.Lit:
			if part.Value != `\'` {
				return "", false
			}
			text.WriteString("'")
		default:
			return "", false
		}
	}
	return text.String(), quoted
}

// shape returns a script without the texts in its literals, and without the
// allow-list of a wrapper.
func shape(f *syntax.File) string {
	syntax.Walk(f, func(n syntax.Node) bool {
		switch n := n.(type) {
		case *syntax.CaseClause:
			n.Items = slices.DeleteFunc(slices.Clone(n.Items), allowed)
		case *syntax.Word:
			if _, ok := literal(n); ok {
				n.Parts = []syntax.WordPart{&syntax.Lit{Value: "LITERAL"}}
			}
		}
		return true
	})
	var out bytes.Buffer
	if err := syntax.NewPrinter(syntax.Minify(true)).Print(&out, f); err != nil {
		return err.Error()
	}
	return out.String()
}

// allowed reports whether a case of the wrapper runs something.
func allowed(i *syntax.CaseItem) bool {
	if len(i.Stmts) != 1 {
		return false
	}
	call, ok := i.Stmts[0].Cmd.(*syntax.CallExpr)
	return ok && len(call.Args) > 0 && call.Args[0].Lit() == "run"
}

// readWrapper wants the script of a builder about which nothing is special, but
// for literals and the allow-list; those are the plan's.
func (r *setupReaders) readWrapper(m machine) error {
	text := m.files["nix-ssh-wrapper"]
	want := variables(m.Setup)
	if !r.first(text, []any{want, m.Remote.Commands}) {
		return nil
	}
	f, err := parse(text)
	if err != nil {
		return err
	}
	var source strings.Builder
	var words []string
	for _, stmt := range f.Stmts {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) > 0 {
			continue
		}
		if _, ok := literal(call.Assigns[0].Value); ok {
			source.WriteString(slice(text, stmt) + "\n")
			words = append(words, `"$`+call.Assigns[0].Name.Value+`"`)
		}
	}
	for _, list := range commandWords(f) {
		for _, w := range list {
			words = append(words, slice(text, w))
		}
	}
	for _, c := range m.Remote.Commands {
		want = append(append(want, c.Sent), c.Argv...)
	}
	if err := sameCommands(f, m.Remote.Commands); err != nil {
		return err
	}
	r.scripts.add(m.what, source.String(), words, want)
	return sameShape(f, m.Setup)
}

// variables returns what the wrapper's variables are set to, in turn.
func variables(s *plan.Setup) (out []string) {
	r := s.Remote
	if len(r.NixPath) > 0 {
		out = append(out, strings.Join(r.NixPath, ":"))
	}
	if r.StorePath != "" && (r.Install == "proot" || r.Install == "nix-user-chroot") {
		out = append(out, r.StorePath)
	}
	return out
}

// commandWords returns, for each command of the allow-list, the pattern and the
// arguments of run.
func commandWords(f *syntax.File) (out [][]*syntax.Word) {
	for _, stmt := range f.Stmts {
		c, ok := stmt.Cmd.(*syntax.CaseClause)
		if !ok {
			continue
		}
		for _, i := range c.Items {
			if allowed(i) {
				out = append(out, append(slices.Clone(i.Patterns), i.Stmts[0].Cmd.(*syntax.CallExpr).Args[1:]...))
			}
		}
	}
	return out
}

// sameCommands wants that the allow-list has one literal for each word.
func sameCommands(f *syntax.File, commands []plan.Command) error {
	lists := commandWords(f)
	if len(lists) != len(commands) {
		return fmt.Errorf("allows %d commands of %d", len(lists), len(commands))
	}
	for i, c := range commands {
		var got []string
		for _, w := range lists[i] {
			s, ok := literal(w)
			if !ok {
				return fmt.Errorf("a word of %q is no literal", c.Sent)
			}
			got = append(got, s)
		}
		if !slices.Equal(got, append([]string{c.Sent}, c.Argv...)) {
			return fmt.Errorf("%q is %q", c.Sent, got)
		}
	}
	return nil
}

func sameShape(f *syntax.File, s *plan.Setup) error {
	b, r := *s.Builder, *s.Remote
	r.Commands = nil
	for i := range r.NixPath {
		r.NixPath = slices.Clone(r.NixPath)
		r.NixPath[i] = "/x"
	}
	if r.StorePath != "" {
		r.StorePath = "/x"
	}
	b.Remote = &r
	var text strings.Builder
	if err := (bootstrap.Wrapper{}).Emit(&text, &plan.Setup{Builder: &b}); err != nil {
		return err
	}
	plain, err := parse(text.String())
	if err != nil {
		return err
	}
	if diff := cmp.Diff(shape(plain), shape(f)); diff != "" {
		return fmt.Errorf("another script (-plain +is):\n%s", diff)
	}
	return nil
}

func slice(text string, n syntax.Node) string { return text[n.Pos().Offset():n.End().Offset()] }

// below is where the part of a bootstrap script begins that has nothing from the
// inventory.
const below = "\n# Everything below is the same"

// readBootstrap wants nothing but assignments of literals above that part, with
// the values of the plan and the text of the other files.
func (r *setupReaders) readBootstrap(m machine) error {
	head, body, _ := strings.Cut(m.files["bootstrap.sh"], below)
	want := assigned(m)
	if !r.first(head, want) {
		return nil
	}
	plain, err := plainScript(m.Setup)
	if err != nil {
		return err
	}
	plainHead, plainBody, found := strings.Cut(plain, below)
	if !found || body != plainBody {
		return errors.New("what follows the values is not the same for every builder")
	}
	names, values, err := assignments(head)
	if err != nil {
		return err
	}
	plainNames, plainValues, err := assignments(plainHead)
	if err != nil || !slices.Equal(names, plainNames) {
		return fmt.Errorf("sets %q, %v", names, err)
	}
	var words []string
	for i, name := range names {
		value, ours := want[name]
		if !ours {
			value = plainValues[i]
		}
		if values[i] != value {
			return fmt.Errorf("%s is %q, want %q", name, values[i], value)
		}
		words = append(words, `"$`+name+`"`)
	}
	r.scripts.add(m.what, head, words, values)
	return nil
}

// assigned is what variables of the bootstrap script have to be.
func assigned(m machine) map[string]string {
	r := m.Remote
	path := []string{"/usr/bin:/bin:/usr/sbin:/sbin"}
	command := "/bin/sh " + r.WrapperPath
	if !r.Wrapper {
		path = append(slices.Clone(r.NixPath), path...)
		command = "nix-store --version"
	}
	uid := ""
	if r.UID > 0 {
		uid = strconv.Itoa(r.UID)
	}
	_, keys, _ := strings.Cut(m.files["authorized_keys"], "\n")
	out := map[string]string{
		"builder": m.Name, "platform": r.Platform, "install": r.Install, "user": m.SSHUser, "uid": uid, "nix_path": strings.Join(r.NixPath, ":"), "sshd_path": strings.Join(path, ":"),
		"wrapper_path": r.WrapperPath, "command": command, "wrapper": m.files["nix-ssh-wrapper"], "nix_conf": m.files["nix.conf"], "store_path": r.StorePath, "authorized_keys": keys,
	}
	if r.Install == "multi-user" {
		out["authorized_keys"] = m.files["authorized_keys"]
		out["sshd_config"] = m.files["sshd_config"]
		out["home"], out["max_startups"], out["addresses"] = r.Home, strconv.Itoa(r.MaxStartups), addresses(m.Setup)
		out["keys_file"] = "/etc/buildmachines/authorized_keys/" + m.SSHUser
	}
	return out
}

// plainScript is the script of a builder about which nothing is special.
func plainScript(s *plan.Setup) (string, error) {
	plain := &plan.Setup{Builder: &plan.Builder{Remote: &plan.Remote{
		Platform: s.Remote.Platform, Install: s.Remote.Install, Wrapper: s.Remote.Wrapper, WrapperPath: "/x", Home: "/x", MaxStartups: 10, Cores: -1,
	}}}
	plain.Name, plain.SSHUser = "ada", "nix"
	var text strings.Builder
	err := bootstrap.Script{}.Emit(&text, plain)
	return text.String(), err
}

func assignments(head string) (names, values []string, err error) {
	f, err := parse(head)
	if err != nil {
		return nil, nil, err
	}
	for _, stmt := range f.Stmts {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) > 0 || len(call.Assigns) != 1 || len(stmt.Redirs) > 0 || stmt.Background || stmt.Negated {
			return nil, nil, fmt.Errorf("line %d is no assignment", stmt.Pos().Line())
		}
		a := call.Assigns[0]
		value, ok := literal(a.Value)
		if !ok {
			return nil, nil, fmt.Errorf("%s is no literal", a.Name.Value)
		}
		names, values = append(names, a.Name.Value), append(values, value)
	}
	return names, values, nil
}
