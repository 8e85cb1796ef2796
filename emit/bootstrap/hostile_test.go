package bootstrap_test

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"mvdan.cc/sh/v3/syntax"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/bootstrap"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// hostile texts, and texts that only look so. Each is also tried behind "/", as
// a path.
var hostile = []string{
	"", "x", "-", "-x", "--", "-n", "-rf /", "--remove", "+x", "=", "a=b", "x:y", ":", "0", "-1", "root", "root:x:0:0", "ada", "nobody", "..", ".", "../x", "/", "//", "/x/", "/./x", "/x/../y",
	"'", "''", "'''", "'; id; '", "'\\''", "\\'", "\"", "\"; id; \"", "\\", "x\\", "\\n", "\\0", "\\\\", "`id`", "$(id)", "$((1))", "${x}", "$x", "$", "$$", "$'x'", "${IFS}", "!", "!!", "!x",
	"*", "?", "[a]", "[!a]", "{a,b}", "~", "~root", "~/x", "~+", "@wheel", "%h", "%u", "%", "%%", "#", "# x", "a#b", ";", "; id", "& id", "&& id", "| id", "|| id", "> /tmp/x", "< /etc/passwd", ">&2", "<<EOF", "<<'EOF'",
	" ", "  ", "x y", " x", "x ", "\t", "x\ty", "\n", "x\n", "\nx", "x\ny", "x\n# END buildmachines\n", "\n'", "\r", "x\r\n", "\v", "\f", "\b", "\a", "\x1b[31m", "\x01", "\x7f", "\x00", "x\x00y", "\x80", "\xff", "\xc3\x28", "ä", "\u00a0", "\u2028", "\u202e", "\ufeff",
	"# BEGIN buildmachines", "# END buildmachines", "Match all", "Match User *\nForceCommand id", "include /x", "!include /x", "MaxStartups 1", "command=\"id\"", "ssh-ed25519 AAAA", "no-pty", "esac", "done", "fi", "}", ")", "(", "{", "case", "EOF", "exit 1", "set -x", "IFS=x", "PATH=/tmp", "eval id", "exec id", ". /x", "function x() {", "user='x'",
	"multi-user", "single-user", "macos", "linux", "nixos", "192.0.2.1", "192.0.2.0/24", "::/0", "0.0.0.0/0", strings.Repeat("x", 31), strings.Repeat("x", 64), strings.Repeat("x", 5000), strings.Repeat("'", 300), strings.Repeat("../", 50),
}

// slots are the texts of a setup that a script can see.
func slots(s *plan.Setup) map[string]*string {
	r, c := s.Remote, s.Visits[0].Client
	r.From, r.StorePath = []string{""}, ""
	return map[string]*string{
		"name": &s.Name, "ssh_user": &s.SSHUser, "platform": &r.Platform, "install": &r.Install, "nix_path": &r.NixPath[0],
		"store_path": &r.StorePath, "wrapper_path": &r.WrapperPath, "home": &r.Home, "from": &r.From[0], "sent": &r.Commands[0].Sent, "argument": &r.Commands[0].Argv[1],
		"feature": &r.SystemFeatures[0], "client": &c.Name, "key": &c.SSHPublicKeys[0],
	}
}

// Each text in each place is refused, or stands in single quotes: every shell
// reads back exactly the values, and the rest of the script is the same bytes.
func TestHostileValues(t *testing.T) {
	long(t)
	t.Parallel()
	if len(hostile) < 100 {
		t.Fatalf("only %d texts", len(hostile))
	}
	shells, bodies := counterpart.Shells(t), fixedBodies(t)
	carried := map[string]int{}
	for name := range slots(setup()) {
		for i, text := range append(append(prefixed(hostile), hostile...), publicKey()) {
			s := hostileSetup(name, text, i)
			if diag.Has((bootstrap.Script{}).Check(s), diag.Error) {
				continue
			}
			carried[name]++
			head, body, _ := strings.Cut(script(t, s), mark)
			if !bodies[body] {
				t.Errorf("%s = %.60q: what follows the values is not the same for every builder", name, text)
			}
			got := checkValues(t, name+" = "+text, head, shells[i%len(shells)])
			if v, there := got[name]; there && v != text {
				t.Errorf("%s = %.60q is %.60q to %v", name, text, v, shells[i%len(shells)])
			}
		}
	}
	for name := range slots(setup()) {
		if carried[name] == 0 {
			t.Errorf("nothing is carried as %s", name)
		}
	}
}

// hostileSetup returns a builder with the text in one place. Without a daemon
// other values are in the script.
func hostileSetup(name, text string, i int) *plan.Setup {
	s := setup()
	if name == "store_path" || i%4 == 0 && name != "home" {
		s.Remote.Install = "proot"
	}
	at := slots(s)
	if name != "from" {
		s.Remote.From = nil
	}
	*at[name] = text
	return s
}

// prefixed returns the texts as names in a folder.
func prefixed(texts []string) []string {
	var out []string
	for _, s := range texts {
		out = append(out, "/x"+s, "/"+s)
	}
	return out
}

// checkValues holds what a shell reads to what the parser sees, and returns it.
func checkValues(t *testing.T, what, head string, sh counterpart.Shell) map[string]string {
	t.Helper()
	want := assignments(t, what, head)
	var names []string
	for _, v := range want {
		names = append(names, `"$`+v.name+`"`)
	}
	cmd := exec.Command(sh[0], append(sh[1:], "-s")...)
	cmd.Stdin = strings.NewReader(head + "\nprintf '%s\\0' " + strings.Join(names, " ") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%.60q: %v %v", what, sh, err)
	}
	read := strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
	if len(read) != len(want) {
		t.Fatalf("%.60q: %v reads %d values of %d", what, sh, len(read), len(want))
	}
	got := map[string]string{}
	for i, v := range want {
		// The parser drops a CR at the end of a line; no shell does.
		if got[v.name] = read[i]; strings.ReplaceAll(read[i], "\r\n", "\n") != strings.ReplaceAll(v.text, "\r\n", "\n") {
			t.Errorf("%.60q: %v reads %s as %q, and the parser as %q", what, sh, v.name, read[i], v.text)
		}
	}
	return got
}

// mark is where the part begins that is the same for every builder.
const mark = "\n# Everything below is the same"

// fixedBodies are the three that there are.
func fixedBodies(t *testing.T) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, b := range [][2]string{{"linux", "multi-user"}, {"macos", "multi-user"}, {"linux", "single-user"}} {
		s := setup()
		s.Remote.Platform, s.Remote.Install = b[0], b[1]
		_, body, found := strings.Cut(script(t, s), mark)
		if !found {
			t.Fatal("the script has no part that is the same for every builder")
		}
		out[body] = true
	}
	return out
}

type value struct{ name, text string }

// assignments returns those of head, in which there is nothing else: literals in
// single quotes, and `\'` between them.
func assignments(t *testing.T, what, head string) []value {
	t.Helper()
	file, err := syntax.NewParser(syntax.Variant(syntax.LangPOSIX)).Parse(strings.NewReader(head), "")
	if err != nil {
		t.Fatalf("%.60q: %v", what, err)
	}
	var out []value
	for _, stmt := range file.Stmts {
		call, ok := stmt.Cmd.(*syntax.CallExpr)
		if !ok || len(call.Args) > 0 || len(call.Assigns) != 1 || len(stmt.Redirs) > 0 || stmt.Background || stmt.Negated {
			t.Fatalf("%.60q: line %d is no assignment", what, stmt.Pos().Line())
		}
		a := call.Assigns[0]
		var text strings.Builder
		for _, part := range a.Value.Parts {
			switch part := part.(type) {
			case *syntax.SglQuoted:
				text.WriteString(part.Value)
			case *syntax.Lit:
				if part.Value != `\'` {
					t.Fatalf("%.60q: %q stands outside of quotes", what, part.Value)
				}
				text.WriteString("'")
			default:
				t.Fatalf("%.60q: %T in the value of %s", what, part, a.Name.Value)
			}
		}
		out = append(out, value{a.Name.Value, text.String()})
	}
	return out
}

// What is in the plan arrives at the machine: the files hold the same bytes as
// the targets of their own.
func TestScriptHoldsTheFiles(t *testing.T) {
	s := setup()
	head, _, _ := strings.Cut(script(t, s), mark)
	got := map[string]string{}
	for _, v := range assignments(t, "the setup", head) {
		got[v.name] = v.text
	}
	var wrapper bytes.Buffer
	if err := (bootstrap.Wrapper{}).Emit(&wrapper, s); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"wrapper": wrapper.String(), "user": "nixremote", "builder": "ada", "home": "/var/lib/nixremote", "uid": "", "max_startups": "24",
		"nix_path": nixFolder, "addresses": "192.0.2.1", "command": "/bin/sh /etc/buildmachines/nix-ssh-wrapper",
	} {
		if got[name] != want {
			t.Errorf("%s is %q, want %q", name, got[name], want)
		}
	}
	for name, part := range map[string]string{
		"authorized_keys": "restrict,command=\"/bin/sh /etc/buildmachines/nix-ssh-wrapper\" " + publicKey() + " laptop\n",
		"sshd_config":     "AuthorizedKeysFile /etc/buildmachines/authorized_keys/nixremote\n",
		"nix_conf":        "extra-trusted-users = root nixremote\n",
	} {
		if !strings.HasPrefix(got[name], "# Generated by buildmachines. Do not edit.\n") || !strings.Contains(got[name], part) {
			t.Errorf("%s lacks %q:\n%s", name, part, got[name])
		}
	}
}

// Whatever a shell is given of a script, half of it does nothing.
func TestHalfAScriptDoesNothing(t *testing.T) {
	text := script(t, setup())
	r := newRoom(t, counterpart.Shells(t)[0])
	before := r.tree(t)
	for i := 1; i < 12; i++ {
		part := text[:len(text)*i/12]
		r.run(t, part)
		differs(t, "a part of the script", before, r.tree(t))
	}
}
