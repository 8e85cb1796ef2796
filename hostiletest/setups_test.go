package hostiletest

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// shellTexts are hostile to what reads a builder's files: shells, sshd, and Nix.
// Whatever a shell would run of them does no harm.
var shellTexts = []string{
	// More words, other words, other commands.
	"$(id)", "x$(id)y", "`id`", "x`id`", "$((1))", "$'x'", `$"x"`, "$$", "$?", "$0", "$@", "$*", "$#", "${x:-id}", "${IFS}", "x${IFS}id", "$IFS$9id", "x$(id;", "x`id;", "; id", "x; id", ";id;", "& id", "x&id", "&& id", "x && id", "| id", "x|id", "|| id", "x||id",
	"> /dev/null", ">&2", "2>&1", "< /etc/passwd", "<<EOF", "<<'EOF'", "<<-x", "EOF", "EOL", "x\nEOF\n", "x\nEOL\nid", "\nid\n", "x\nid", "\rid", "x\r\ny", "x\vy", "x\fy", "\x1b[2J", "x\by", "\x00", "\x01", "x\x80", "\u0085", "\u2029",
	"'; id; '", "'$(id)'", "x'$(id)'y", "'\\''", "'''", "' '", "\"; id; \"", "\"$(id)\"", "\"\"", "'\"'", "\"'\"", "\\'", "\\\"", "\\\\", "\\n", "\\0", "\\$x", "x\\", "x\\ y", "(id)", "{ id; }", "{a,b}", "{1..9}", "[a-z]", "[!x]", "[^x]", "?", "x*", "**", "!", "!!", "!id", "^x^y",
	"~root", "~user/x", "~+", "~-", "-rf", "-n", "-e", "-c id", "--help", "--remove", "+x", "=x", "x=y id", "PATH=/x", "IFS=x", "PATH=/x id", "user=x", "set -x", "eval id", "exec id", ". /x", "exit 1", "return", "esac", ";;", "*) id;;", ") id ;;", "fi", "done", "}", ")", "#!/bin/sh",
	// Options of a key, patterns of from=.
	`",no-restrict`, `x",command="id`, `command="id"`, `command="id",restrict`, `no-pty`, `pty`, `restrict,pty`, `port-forwarding`, `,environment="X=y"`, `environment="LD_PRELOAD=/x"`, `from="*"`, `cert-authority`, `tunnel="0"`, `permitopen="*:*"`, `principals="x"`, `",pty,command="`, "x\nssh-ed25519 AAAA",
	"*,!x", "!x,*", "10.0.0.0/8,0.0.0.0/0", "0.0.0.0/0", "::/0", "192.0.2.1 ", "192.0.2.1/24", "192.0.2.256", "192.0.2.1/33", "192.0.2.1/", "192.0.2.1/-1", "192.0.2.1/032", "2001:db8::/32", "2001:db8::1", "::ffff:192.0.2.1", "*.example.org", "ada.example.org", "192.0.2.*", "192.0.2.?", "/etc/passwd", "0x7f.1", "127.1", "0",
	// Keywords of sshd.
	"x\nMatch All", "Match All", "x Match User root", "nix,root", "nix,*", "nix*", "!nix", "x\n  PermitTTY yes", "PermitRootLogin yes", "%u", "%h/x", "%%h", "%k", "%n", "${USER}", "none", "/%u", "/x%h", "/x\ty", "/x\" y", "/x,z", "/x:y", "/x@y", "/x+y", "/x|y", "/x&y", "/x(y)", "/x<y", "/x>y", "/x!y", "/x{a,b}", "/x~", "/x^y", "/./x", "//x", "/x/", "/x//y", "/etc/x", "/etc/ssh/x", "/etc/x y", "/etc/../x", "/etc/buildmachines/x", "/dev/null", "/x.sh",
	// Nix, and its settings.
	"${builtins.abort \"x\"}", "$${x}", "''${x}", "'''", "x''", "x'''y", "''\\n", "\"; x = \"y", "\"+x+\"", "]; x = [", "}", "/*", "*/", "# x", "x # y", "x#", "@wheel", "nix @wheel", "include /x", "!include /x", "x = y", "trusted-users = *", "x\ntrusted-users = *", "true false", "false", "0x10", "1e3", "-1", "01", "9007199254740991", "1.5", "null", "rec {}", "<nixpkgs>", "./x", "../x", "a b", "a  b", "auto", "all", "relaxed",
	// Names and installations that mean something.
	"nobody", "sshd", "admin", "_x", "x.y", "x-y", "x_y", "Nix", "nix\x00root", "nixos-test", "single-user", "nix-user-chroot", "proot", "multi-user", "linux", "macos", "nix-darwin", "nix 2.8", "laptop", "# BEGIN buildmachines", "# END buildmachines", strings.Repeat("x", 31), strings.Repeat("x", 32), strings.Repeat("x", 33), strings.Repeat("'", 400), strings.Repeat("x/", 300), strings.Repeat("$(", 200),
}

// enough is how many different texts have to be tried.
const enough = 200

// setupBases are inventories with a builder that is set up in one way each. The
// first decides whether the language takes a text at all.
var setupBases = [][]part{
	setupBase([2]string{"platform", `"linux"`}),
	setupBase([2]string{"platform", `"nixos"`}, [2]string{"uid", "550"}),
	setupBase([2]string{"platform", `"nix-darwin"`}, [2]string{"uid", "550"}),
	setupBase([2]string{"platform", `"linux"`}, [2]string{"install", `"proot"`}, [2]string{"store_path", `"/srv/nix"`}),
	setupBase([2]string{"platform", `"macos"`}, [2]string{"wrapper", "false"}, [2]string{"trusted", "false"}, [2]string{"from", `["192.0.2.0/24", "2001:db8::/32"]`}),
}

func setupBase(remote ...[2]string) []part {
	const key = `"ada-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="`
	return []part{
		{path: ""},
		{path: "builder", label: "ada", attrs: [][2]string{{"systems", `["x86_64-linux", "i686-linux"]`}, {"ssh_user", `"nix"`}, {"public_host_keys", `["@"]`}}},
		{path: "builder remote", attrs: remote},
		{path: "builder cache", attrs: [][2]string{{"public_key", key}, {"secret_key_file", `"/etc/nix/cache"`}}},
		{path: "client", label: "laptop", attrs: [][2]string{{"ssh_public_keys", `["@"]`}, {"signing_public_key", strings.ReplaceAll(key, "ada", "laptop")}, {"signing_secret_key_file", `"/etc/nix/key"`}}},
	}
}

// seen tells which texts reach the files of builders, and so have to be tried
// there; of remote it is all.
var seen = []string{
	"builder", "builder ssh_user", "builder uri_params remote-program", "builder uri_params remote-store", "builder supported_features", "builder systems",
	"builder cache secret_key_file", "client", "client ssh_public_keys", "client from", "client signing_public_key",
}

// freeSettings are settings whose values are any text to every Nix. They are
// taken in turn, so that Nix reads the files of several texts at once.
var freeSettings = []string{"user-agent-suffix", "bash-prompt", "bash-prompt-suffix", "build-users-group", "builders", "post-build-hook", "pre-build-hook", "sandbox-dev-shm-size"}

// pathSettings are the same for texts that make a path. Not every Nix has all.
var pathSettings = []string{"netrc-file", "diff-hook", "sandbox-build-dir", "ssl-cert-file", "build-dir"}

// setupSlots returns the places of texts that builders' files show.
func setupSlots(t testing.TB, public string) []slot {
	t.Helper()
	var out []slot
	for _, at := range slots(t) {
		remote := at.path == "builder remote" && (at.attr != "settings" || at.key == "")
		if remote || slices.Contains(seen, at.String()) {
			out = append(out, at)
		}
	}
	return append(out, within(t, public)...)
}

// within returns places in the middle of values, and in comments.
func within(t testing.TB, public string) []slot {
	t.Helper()
	return []slot{
		{path: "builder", attr: "ssh_user", typ: schema.Text, before: "nix"},
		{path: "builder", attr: "uri_params", key: "remote-program", typ: schema.Table, before: "nix-daemon "},
		{path: "builder", attr: "uri_params", key: "remote-store", typ: schema.Table, before: "/x"},
		{path: "builder", attr: "supported_features", typ: schema.Words, before: "x"},
		{path: "builder cache", attr: "secret_key_file", typ: schema.Text, before: "/x"},
		{path: "builder remote", attr: "nix_path", typ: schema.Words, before: "/x"},
		{path: "builder remote", attr: "store_path", typ: schema.Text, before: "/x"},
		{path: "builder remote", attr: "wrapper_path", typ: schema.Text, before: "/etc/x"},
		{path: "builder remote", attr: "home", typ: schema.Text, before: "/x"},
		{path: "builder remote", attr: "from", typ: schema.Words, before: "192.0.2.0/24,"},
		{path: "builder remote", attr: "settings", key: "user-agent-suffix", typ: schema.Table},
		{path: "builder remote", attr: "settings", key: "extra-allowed-uris", typ: schema.Table},
		{path: "builder remote", attr: "settings", key: "netrc-file", typ: schema.Table, before: "/x"},
		{path: "client", attr: "from", typ: schema.Words, before: "192.0.2.0/24,"},
		{path: "client", attr: "ssh_public_keys", typ: schema.Words, before: public + " ", comment: true},
		{path: "client", attr: "ssh_public_keys", typ: schema.Words, after: " " + public},
		{path: "client", attr: "signing_public_key", typ: schema.Text, after: ":AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
	}
}

// turn returns the place for the text of a number.
func (s slot) turn(i int) slot {
	switch s.key {
	case "user-agent-suffix":
		s.key = freeSettings[i%len(freeSettings)]
	case "netrc-file":
		s.key = pathSettings[i%len(pathSettings)]
	}
	return s
}

// A tally counts what became of texts.
type tally struct {
	sync.Mutex
	tried            map[string]bool
	carried, refused map[string]bool // text and place
}

func (y *tally) add(at slot, s string, r *result) {
	y.Lock()
	defer y.Unlock()
	y.tried[s] = true
	if what := fmt.Sprintf("%v %q %s", at, at.before, s); r.files != nil {
		y.carried[what] = true
	} else {
		y.refused[what] = true
	}
}

// Each text in each place that the files of builders show is refused there, or
// read by all who read them.
func TestHostileTextsForBuilders(t *testing.T) {
	t.Parallel()
	counterpart.Nixes(t) // all is skipped where nobody reads
	counterpart.Shells(t)
	counterpart.Require(t, "sshd")
	counterpart.Require(t, "ssh-keygen")
	public := counterpart.NewPublicKey(t, "ed25519")
	groups := map[string][]slot{} // about as long as each other
	for _, at := range setupSlots(t, public) {
		name := at.path
		if at.attr == "settings" {
			name += " settings"
		}
		groups[name] = append(groups[name], at)
	}
	y := &tally{tried: map[string]bool{}, carried: map[string]bool{}, refused: map[string]bool{}}
	t.Run("in", func(t *testing.T) {
		for name, of := range groups {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				everySetup(t, of, public, y)
			})
		}
	})
	if len(y.tried) < enough {
		t.Errorf("only %d texts are tried", len(y.tried))
	}
	t.Logf("%d texts in %d places: %d carried by a builder's files, %d refused by some", len(y.tried), len(setupSlots(t, public)), len(y.carried), len(y.refused))
}

func everySetup(t *testing.T, of []slot, public string, y *tally) {
	readers := newSetupReaders(t)
	var plain []*result
	for _, base := range setupBases {
		r := put(t, base, slot{}, "", public)
		if r.files == nil {
			t.Fatal(r.diags)
		}
		readers.check(t, "the base", r)
		plain = append(plain, r)
	}
	all := slices.Concat(texts, shellTexts)
	slices.Sort(all)
	for i, s := range slices.Compact(all) {
		for _, at := range of {
			at = at.turn(i)
			for _, j := range basesFor(i) {
				r := putSetup(t, j, at, s, public, i)
				y.add(at, s, r)
				if at.comment && r.files != nil && !cmp.Equal(plain[j].files, r.files) {
					t.Errorf("%v = %q: a comment changes files", at, s)
				}
				if r.files != nil {
					readers.check(t, fmt.Sprintf("%v = %.60q", at, at.value(s)), r)
				}
				if r.plan == nil {
					break // the language refuses it, whatever the builder
				}
			}
		}
	}
	readers.finish(t)
}

// basesFor returns the bases for the text of a number: of those that differ in
// little, it is one. Other texts, and other places, come to the other.
func basesFor(i int) []int { return []int{0, 1 + i/2%2, 3 + i/2%2} }

// putSetup writes a text in one syntax, and in both where nothing else does.
func putSetup(t *testing.T, base int, at slot, s, public string, i int) *result {
	t.Helper()
	if at.path == "builder remote" && base == 0 && slices.Contains(texts, s) {
		return put(t, setupBases[base], at, s, public)
	}
	return putAs(t, setupBases[base], at, s, public, []schema.Syntax{schema.HCL, schema.TOML}[i%2])
}
