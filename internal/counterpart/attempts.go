package counterpart

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Attempt is one machine that Nix tried for a build, and how it called ssh.
type Attempt struct {
	URI        string
	SSH        []string // ssh's arguments; nil for a store without ssh
	KnownHosts string   // what Nix decoded from column 8, as the file that ssh gets
}

// Attempts returns the machines that Nix tries for a build of system that needs
// features, in Nix's order: the greater speed factor first, then the file's
// order. Each attempt fails.
func (n Nix) Attempts(t testing.TB, file, system string, features ...string) []Attempt {
	t.Helper()
	h := newHome(t)
	writeFile(t, h.file("bin/ssh"), fakeSSH, 0o755)
	said := n.askHook(t, h, "@"+h.copyMachines(t, file), system, features)
	log, err := os.ReadFile(h.file("ssh.log"))
	if err != nil && !os.IsNotExist(err) { // absent when ssh was never called
		t.Fatal(err)
	}
	var tried []Attempt
	rest := string(log)
	for _, m := range connecting.FindAllStringSubmatch(said, -1) {
		a := Attempt{URI: m[1]}
		if strings.HasPrefix(a.URI, "ssh://") || strings.HasPrefix(a.URI, "ssh-ng://") {
			call, after, ok := strings.Cut(rest, "end\n")
			if !ok {
				t.Fatalf("%v did not call ssh for %s", n, a.URI)
			}
			a.SSH, a.KnownHosts = parseCall(call)
			rest = after
		}
		tried = append(tried, a)
	}
	return tried
}

var connecting = regexp.MustCompile(`(?m)^connecting to '(.*)'`)

// fakeSSH logs its arguments and the pins that Nix wrote for it, and fails. Nix
// then goes on to the next machine. Newer versions also ask for a master
// connection, at the same time; there is none.
const fakeSSH = `#!/bin/sh
[ "$1" != -O ] || exit 255
for a; do printf 'arg %s\n' "$a"; done >> "$BM_LOG"
for a; do
  case $a in -oUserKnownHostsFile=*) sed 's/^/pin /' "${a#*=}" ;; esac
done >> "$BM_LOG"
echo end >> "$BM_LOG"
exit 255
`

func parseCall(log string) (args []string, pins string) {
	for line := range strings.Lines(log) {
		if arg, ok := strings.CutPrefix(line, "arg "); ok {
			args = append(args, strings.TrimSuffix(arg, "\n"))
		} else if pin, ok := strings.CutPrefix(line, "pin "); ok {
			pins += pin
		}
	}
	return args, pins
}
