package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// hostileBytes hold everything that a terminal or the runner of a CI job would
// obey; hostileName is a file that is called so, and hostileText a text with it
// in every place of a line.
const (
	hostileBytes = "\x1b]0;owned\a\x1b[2J\b\x01\u009b31m\x9b1m\x7f\u0085\u202e\u2066\u2028\u2029\u200b\xff\r"
	hostileName  = "n" + hostileBytes + "\n::add-mask::n\n \u3000::error::n\n##[group]n"
	hostileText  = "\n" + hostileBytes + "\r\n::error file=x::text\n\t ::stop-commands::x\n\u200d::set-output name=a::b\n#" +
		hostileBytes + "##[error]x\n##\u200d[error]x\n# \rbuildmachines: the inventory is valid\n"
)

// ourCommand is a workflow command of report's GitHub form.
var ourCommand = regexp.MustCompile(`^::(error|warning|notice) (file=[^:]*,)?title=[^:]*::.`)

// checkLog fails on what a terminal or a runner obeys.
func checkLog(t *testing.T, what, out string) {
	t.Helper()
	if !utf8.ValidString(out) {
		t.Errorf("%s is not UTF-8: %q", what, out)
	}
	for i, r := range out {
		if r != '\n' && r != '\t' && r != '\u200d' && !unicode.IsGraphic(r) {
			t.Errorf("%s has %U: %q", what, r, out[max(0, i-40):min(len(out), i+40)])
			return
		}
	}
	for l := range strings.Lines(strings.ReplaceAll(out, "\u200d", "")) {
		if strings.HasPrefix(strings.TrimSpace(l), "::") && !ourCommand.MatchString(l) || strings.Contains(l, "##[") {
			t.Errorf("%s has a workflow command: %q", what, l)
		}
	}
}

// hostileFolder is a working folder with inventories, and more names and texts
// than anybody wants.
func hostileFolder(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("good.hcl", machineInventory)
	write("remote.hcl", strings.Replace(machineInventory, "systems ", "remote {}\n  systems ", 1))
	// The layout of this is mended, before and after the text.
	mended := "version   = 1\n/*" + strings.ToValidUTF8(hostileText, "") + "*/\nlocals   {}\n"
	write("mend/"+hostileName+".hcl", mended)
	write("text.hcl", "version = 1\nbuilder \"a\" {\n  systems = [\""+hostileBytes+"\"]\n}\n::error::x\n# "+hostileText)
	write("text.toml", "version = 1\n[builder.a]\n\"a\\u001b\\n::error::x\" = 1\nsystems = [\"##[error]\\u009b\\u202e\"] ##[error]x\n")
	write("file.hcl", "version = 1\nbuilder \"a\" {\n  systems = [split(\"\\n\", file(\"secret\"))[2]]\n}\n")
	write("secret", hostileText)
	write("root/etc/nix/nix.conf", "# "+hostileText+"sandbox = true\n")
	write("root/etc/buildmachines/machines", hostileText)
	for _, dir := range []string{"out", hostileName + ".out", "damaged", "listed"} {
		if code := run([]string{"compile", "-f", "good.hcl", "--out", dir}, nil, &bytes.Buffer{}, &bytes.Buffer{}); code != exitFine {
			t.Fatalf("exit code %d", code)
		}
		for _, name := range []string{"clients/laptop/ssh_config", "clients/laptop/machines"} {
			write(filepath.Join(dir, name), hostileText)
		}
	}
	write("damaged/.buildmachines.json", `{"format_version": 1, "files": {"a`+`\u001b[31m\n::error::x": "sha256:x"}}`)
	manifest := string(readFile(t, "listed/.buildmachines.json"))
	odd := "a\u202eb\u2028##[error]"
	hash := fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(hostileText)))
	write("listed/.buildmachines.json", strings.Replace(manifest, `"files": {`, `"files": {"`+odd+`": "`+hash+`",`, 1))
	write("listed/"+odd, hostileText)
}

// Whatever a command meets, a terminal gets text.
func TestTerminalGetsText(t *testing.T) {
	hostileFolder(t)
	cases := [][]string{
		{"fmt", "--check", "mend"}, {"fmt", "--diff", "mend"}, {"fmt", "--check", "mend/" + hostileName + ".hcl"},
		{"fmt", "text.hcl"}, {"fmt", hostileName}, {"fmt", "text.toml" + hostileName + ".toml"},
		{"compile", "-f", "good.hcl", "--out", "out", "--check"}, {"compile", "-f", "good.hcl", "--out", "out"},
		{"compile", "-f", "good.hcl", "--out", hostileName + ".out", "--check"}, {"compile", "-f", "good.hcl", "--out", hostileName + ".out"},
		{"compile", "-f", "good.hcl", "--out", hostileName + ".out", "--client", "x"},
		{"compile", "-f", "good.hcl", "--out", "damaged", "--check"}, {"compile", "-f", "good.hcl", "--out", "damaged"},
		{"compile", "-f", "good.hcl", "--out", "listed", "--check"}, {"compile", "-f", "good.hcl", "--out", "listed"},
		{"compile", "-f", "good.hcl", "--format", hostileName}, {"compile", "-f", "good.hcl", "--out", "good.hcl/" + hostileName},
		{"compile", "-f", "good.hcl"}, {"plan", "-f", "good.hcl"}, {"plan", "-f", "good.hcl", "--client", hostileName},
		{"install", "-f", "good.hcl", "--root", "root"}, {"install", "-f", "good.hcl", "--root", "root", "--force"},
		{"install", "-f", "good.hcl", "--root", hostileName}, {"install", "--rollback", "--root", "root", "--client", hostileName},
		{"keygen", "-f", "good.hcl", "--out", hostileName + ".keys"}, {"keygen", "-f", "good.hcl", "--client", hostileName},
		{"init", hostileName + ".init"}, {"init", hostileName + ".init"}, {"man", "--out", "good.hcl/" + hostileName},
		{"exec", "--", hostileName}, {"exec", "-f", "good.hcl", "--client", "laptop", "--only", hostileName, "--", "true"},
		{"bootstrap", "-f", "remote.hcl", hostileName}, {"bootstrap", "-f", "remote.hcl", "ada", "--ssh", "a:1" + hostileName},
		{hostileName}, {"validate", hostileName}, {"validate", "--" + hostileName}, {"validate", "-" + hostileName},
		{"validate", "-f", hostileName}, {"validate", "-f", "-", "--syntax", hostileName}, {"validate", "--color", hostileName},
		{"validate", "-f", "good.hcl", "--var", hostileName + "=x"}, {"validate", "-f", "good.hcl", "--var", "x=" + hostileName},
		{"validate", "-f", "good.hcl", "--diagnostics", hostileName}, {"help", hostileName}, {"completion", hostileName},
		{"__complete", "validate", "-f", hostileName, ""}, {"__complete", "compile", "--" + hostileName, ""},
	}
	for _, form := range formats() {
		for _, file := range []string{"text.hcl", "text.toml", "file.hcl", "mend", "secret"} {
			cases = append(cases, []string{"validate", "-f", file, "--diagnostics", form})
		}
		cases = append(cases, []string{"fmt", "mend", "text.hcl", "--diff", "--diagnostics", form})
	}
	for _, args := range cases {
		var out, said bytes.Buffer
		run(args, strings.NewReader(hostileText), &out, &said)
		if out.Len()+said.Len() == 0 {
			t.Errorf("%q says nothing", args)
		}
		checkLog(t, fmt.Sprintf("stdout of %q", args), out.String())
		checkLog(t, fmt.Sprintf("stderr of %q", args), said.String())
	}
}

// The same where the texts do come, which proves that the cases reach them.
func TestHostileTextsAreReached(t *testing.T) {
	hostileFolder(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"fmt", "--check", "mend"}, "mend/n␛]0;owned␇"},
		{[]string{"fmt", "--diff", "mend"}, " : :error file=x::text\n"},
		{[]string{"compile", "-f", "good.hcl", "--out", "out", "--check"}, "-␛]0;owned␇"},
		{[]string{"compile", "-f", "good.hcl", "--out", "listed", "--check"}, "a<U+202E>b<U+2028>## [error]"},
		{[]string{"install", "-f", "good.hcl", "--root", "root", "--force"}, "-␛]0;owned␇"},
	} {
		var out, said bytes.Buffer
		run(c.args, strings.NewReader(""), &out, &said)
		if !strings.Contains(out.String(), c.want) {
			t.Errorf("%q: %q is not in:\n%s%s", c.args, c.want, out.String(), said.String())
		}
	}
}

// What cobra itself writes goes past run.
func TestTerminalGetsTextOfCobra(t *testing.T) {
	for _, args := range [][]string{{"__complete", "--" + hostileName, ""}, {"__completeNoDesc", hostileName, "--x" + hostileName, ""}} {
		out, _ := exec.Command("buildmachines", args...).CombinedOutput()
		checkLog(t, fmt.Sprintf("%q", args), string(out))
	}
}
