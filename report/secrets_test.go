package report_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

const notShown = "(line not shown: it may hold a key)"

// everyLine renders src with one diagnostic a line.
func everyLine(t testing.TB, src string) string {
	t.Helper()
	var diags hcl.Diagnostics
	offset := 0
	for l := range strings.Lines(src) {
		diags = append(diags, diag.New(diag.WrongType, bytesRange("i.hcl", src, offset, offset+len(l)), "Look here."))
		offset += len(l)
	}
	return renderText(t, src, diags...)
}

// checkHidden fails if any line of key is in out, the short last one too.
func checkHidden(t testing.TB, out, key string) {
	t.Helper()
	for i, l := range strings.Split(key, "\n") {
		if l != "" && strings.Contains(out, l) {
			t.Errorf("line %d of a private key is shown", i+1)
		}
	}
}

func TestNoLineOfAPrivateKeyIsShown(t *testing.T) {
	key := privateKey(t)
	wrapped := func(b string, n int) string {
		var out []string
		for ; len(b) > n; b = b[n:] {
			out = append(out, b[:n])
		}
		return strings.Join(append(out, b), "\n")
	}
	encoded := wrapped(base64.StdEncoding.EncodeToString([]byte(key)), 76)
	body := strings.Split(key, "\n")
	body = body[1 : len(body)-1]
	indented := "\t\t" + strings.ReplaceAll(key, "\n", "\n\t\t")
	for name, c := range map[string]struct{ before, key, after string }{
		"HCL heredoc":            {"a = <<EOT\n", key, "\nEOT\n"},
		"indented heredoc":       {"a = <<-KEY\n", indented, "\n\tKEY\n"},
		"TOML basic string":      {"a = \"\"\"\n", key, "\"\"\"\n"},
		"TOML literal string":    {"a = '''", key, "'''\n"},
		"CRLF":                   {"a = <<EOT\r\n", strings.ReplaceAll(key, "\n", "\r\n"), "\r\nEOT\r\n"},
		"no string at all":       {"", key, "\n"},
		"list of lines":          {"a = [\"", strings.ReplaceAll(key, "\n", "\",\n\""), "\"]\n"},
		"escaped line breaks":    {"a = \"", strings.ReplaceAll(key, "\n", `\n`), "\"\n"},
		"base64 in a heredoc":    {"a = <<EOT\n", encoded, "\nEOT\n"},
		"body without armour":    {"a = <<EOT\n", strings.Join(body, "\n"), "\nEOT\n"},
		"no END line":            {"a = <<EOT\n", body[0] + "\n" + key[:strings.Index(key, "-----END")], "EOT\n"},
		"END without heredoc":    {"a = <<EOT\n", key, ""},
		"PGP armour":             {"", strings.ReplaceAll(strings.ReplaceAll(key, "OPENSSH ", "PGP "), "KEY---", "KEY BLOCK---"), "\n"},
		"SSH2 armour":            {"", strings.NewReplacer("-----BEGIN OPENSSH", "---- BEGIN SSH2 ENCRYPTED", "-----END OPENSSH", "---- END SSH2 ENCRYPTED", "KEY-----", "KEY ----").Replace(key), "\n"},
		"UTF-16":                 {"a = <<EOT\n", strings.Join(strings.Split(key, ""), "\x00"), "\nEOT\n"},
		"comment like a heredoc": {"# x <<EOT\n", key, "\n"},
	} {
		src := c.before + c.key + c.after
		out := everyLine(t, src)
		checkHidden(t, out, strings.ReplaceAll(c.key, "\r", ""))
		checkHidden(t, strings.ReplaceAll(out, "␀", ""), key)
		if !strings.Contains(out, "(line not shown: ") {
			t.Errorf("%s: nothing says why no line is shown:\n%s", name, out)
		}
		if t.Failed() {
			t.Fatalf("in case %q", name)
		}
	}
}

func TestWholeStringAroundAKeyIsHidden(t *testing.T) {
	out := everyLine(t, "a = <<EOT\npassphrase hush\n"+privateKey(t)+"\nhush again\nEOT\nb = 1\n")
	if strings.Contains(out, "hush") {
		t.Errorf("a neighbour of the key is shown:\n%s", out)
	}
	if !strings.Contains(out, "b = 1") {
		t.Errorf("the line behind the string is not shown:\n%s", out)
	}
}

func TestLineThatMayHoldAKeyIsHidden(t *testing.T) {
	body := strings.Split(privateKey(t), "\n")[2]
	out := everyLine(t, "a = \""+body+"\"\nb = 1\n")
	checkHidden(t, out, body)
	if !strings.Contains(out, "1 | "+notShown) || !strings.Contains(out, "2 | b = 1") {
		t.Errorf("got:\n%s", out)
	}
}

func TestOrdinaryLinesAreShown(t *testing.T) {
	src := "a = <<EOT\nhost keys\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Qd0kC2yrLkMmNq1T5pX2b0O1gY8zCwZ7oXb0Q1c2d ada\nEOT\n" +
		"b = '''\nPRIVATE KEY files END here'''\nssh_key = \"/etc/nix/builder_ed25519\"\n# BEGIN PRIVATE KEY section\n"
	if out := everyLine(t, src); strings.Contains(out, notShown) {
		t.Errorf("got:\n%s", out)
	}
}

func TestKeysInMessagesAreRedacted(t *testing.T) {
	key := privateKey(t)
	oneLine := strings.Split(key, "\n")[1]
	for name, text := range map[string]string{
		"PEM":         "The value\n" + key + "\nis not a path.",
		"quoted PEM":  fmt.Sprintf("The value %q is not a path.", key),
		"one line":    "The value \"" + oneLine + "\" is not a path.",
		"two words":   oneLine + " " + oneLine + " is not a path.",
		"base64":      "The value " + base64.StdEncoding.EncodeToString([]byte(key)) + " is not a path.",
		"END missing": "is not a path. " + strings.TrimSuffix(key, "-----END OPENSSH PRIVATE KEY-----"),
	} {
		d := &hcl.Diagnostic{Severity: hcl.DiagError, Summary: text, Detail: text, Subject: &hcl.Range{Filename: text}}
		for _, f := range report.Formats {
			out := render(t, hcl.Diagnostics{d}, nil, report.Options{Format: f})
			checkHidden(t, out, key)
			if !strings.Contains(out, "(hidden)") || !strings.Contains(out, "is not a path.") {
				t.Errorf("%s, %s: got:\n%s", name, f, out)
			}
		}
	}
	lines := strings.Split(key, "\n")
	tail := strings.Join(lines[len(lines)-2:], "\n")
	if out := renderText(t, "", &hcl.Diagnostic{Summary: "S", Detail: tail}); !strings.HasSuffix(out, "S\n  (hidden)\n\n1 warning\n") {
		t.Errorf("the end of a key is shown:\n%s", out)
	}
	plain := "The key ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Qd0kC2yrLkMmNq1T5pX2b0O1gY8zCwZ7oXb0Q1c2d is used twice."
	if out := renderText(t, "", &hcl.Diagnostic{Summary: "S", Detail: plain}); strings.Contains(out, "(hidden)") {
		t.Errorf("a public key is hidden:\n%s", out)
	}
}
