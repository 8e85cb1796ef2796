package sshoption_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/schema/sshoption"
)

// samples are values that every OpenSSH reads, for each allowed keyword.
var samples = map[string][]string{
	"AddressFamily":                {"any", "inet", "inet6"},
	"BindAddress":                  {"127.0.0.1", "::1"},
	"CertificateFile":              {"/etc/nix/builder-cert.pub"},
	"Ciphers":                      {"aes128-ctr,aes256-gcm@openssh.com", "+aes192-cbc", "-aes128-ctr"},
	"Compression":                  {"yes", "no"},
	"ConnectionAttempts":           {"1", "100"},
	"EscapeChar":                   {"none"},
	"ExitOnForwardFailure":         {"yes", "no"},
	"FingerprintHash":              {"sha256", "md5"},
	"HashKnownHosts":               {"yes", "no"},
	"HostKeyAlgorithms":            {"ssh-ed25519,rsa-sha2-512", "-ssh-rsa"},
	"IPQoS":                        {"ef", "none", "af21 cs1"},
	"KbdInteractiveAuthentication": {"yes", "no"},
	"KexAlgorithms":                {"curve25519-sha256", "+diffie-hellman-group14-sha1"},
	"LogLevel":                     {"QUIET", "INFO", "DEBUG", "DEBUG1", "DEBUG3"},
	"MACs":                         {"hmac-sha2-256", "-hmac-sha1"},
	"PasswordAuthentication":       {"yes", "no"},
	"PreferredAuthentications":     {"publickey", "publickey,password"},
	"ProxyUseFdpass":               {"yes", "no"},
	"PubkeyAcceptedKeyTypes":       {"ssh-ed25519", "+ssh-rsa"},
	"PubkeyAuthentication":         {"yes", "no"},
	"RekeyLimit":                   {"default", "16", "1G", "512K none", "1G 1h", "default 3600"},
	"RevokedHostKeys":              {"/etc/ssh/revoked"},
	"SyslogFacility":               {"USER", "LOCAL7"},
	"TCPKeepAlive":                 {"yes", "no"},
	"VisualHostKey":                {"yes", "no"},
}

func TestSSHReadsWhatIsAllowed(t *testing.T) {
	ssh := needSSH(t)
	for _, r := range sshoption.Table() {
		if r.Status != sshoption.Allowed {
			continue
		}
		if len(samples[r.Keyword]) == 0 {
			t.Errorf("%s has no sample", r.Keyword)
		}
		for _, v := range samples[r.Keyword] {
			if _, p := sshoption.Check(r.Keyword, v); p != nil {
				t.Errorf("%s %s: %s", r.Keyword, v, p.Detail)
			}
			if err := ssh.shows(t, r.Keyword, v); err != nil {
				t.Error(err)
			}
		}
	}
}

// The versions of the table are right if ssh knows exactly the keywords that
// are not newer than itself.
func TestSSHKnowsTheKeywordsOfItsVersion(t *testing.T) {
	ssh := needSSH(t)
	for _, r := range sshoption.Table() {
		if r.Since == "" {
			continue // in patched versions only
		}
		out, _ := ssh.read(t, r.Keyword+" x\n") // whatever is wrong with the value
		refused := strings.Contains(out, "Bad configuration option")
		if want := later(r.Since, ssh.version); refused != want {
			t.Errorf("%s since %s: ssh %s refuses it: %v\n%s", r.Keyword, r.Since, ssh.version, refused, out)
		}
	}
	for _, unknown := range []string{"Colour", "IdentityFil", "compresion"} {
		if _, p := sshoption.Check(unknown, "yes"); p == nil {
			t.Errorf("%s is accepted", unknown)
		}
		if out, err := ssh.read(t, unknown+" yes\n"); err == nil {
			t.Errorf("ssh accepts %s: %s", unknown, out)
		}
	}
}

// Whatever is accepted, ssh accepts, and shows with that value.
func FuzzCheck(f *testing.F) {
	ssh := needSSH(f)
	for k, vs := range samples {
		for _, v := range vs {
			f.Add(k, v)
		}
	}
	for _, v := range []string{"yes # no", `"yes"`, "yes\\", "${HOME}", "a b", "=yes", "+", "1G 1w", "/a=b"} {
		f.Add("Compression", v)
		f.Add("CertificateFile", v)
		f.Add("RekeyLimit", v)
	}
	f.Fuzz(func(t *testing.T, keyword, value string) {
		canonical, p := sshoption.Check(keyword, value)
		if p != nil {
			return
		}
		if err := ssh.shows(t, canonical, value); err != nil {
			t.Fatal(err)
		}
	})
}

// client is the ssh of this machine.
type client struct{ path, version string }

var versionForm = regexp.MustCompile(`OpenSSH_([0-9]+\.[0-9]+)`)

// needSSH finds ssh, or skips.
func needSSH(t testing.TB) client {
	t.Helper()
	path, err := exec.LookPath("ssh")
	switch {
	case err == nil:
	case os.Getenv("BUILDMACHINES_INTEROP") == "require":
		t.Fatal("ssh is missing: install openssh-client")
	default:
		t.Skip("ssh is missing: install openssh-client")
	}
	out, _ := exec.Command(path, "-V").CombinedOutput()
	m := versionForm.FindSubmatch(out)
	if m == nil {
		t.Fatalf("ssh -V says %q", out)
	}
	return client{path, string(m[1])}
}

// read lets ssh read a stanza and returns what it prints.
func (c client) read(t testing.TB, lines string) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ssh_config")
	if err := os.WriteFile(file, []byte("Host ada\n"+lines+"Match all\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(c.path, "-G", "-F", file, "ada").CombinedOutput()
	return string(out), err
}

// shows reports how ssh fails to read keyword with exactly that value.
func (c client) shows(t testing.TB, keyword, value string) error {
	t.Helper()
	out, err := c.read(t, keyword+" "+value+"\n")
	if err != nil {
		return fmt.Errorf("ssh refuses %s %s: %w\n%s", keyword, value, err, out)
	}
	var got string
	for line := range strings.Lines(out) {
		if k, v, _ := strings.Cut(strings.TrimSpace(line), " "); slicesContainFold([]string{keyword, newNames[keyword]}, k) {
			got = v
		}
	}
	if !matches(keyword, value, got) {
		return fmt.Errorf("ssh shows %q for %s %s", got, keyword, value)
	}
	return nil
}

// newNames are what newer versions show for a keyword.
var newNames = map[string]string{"PubkeyAcceptedKeyTypes": "pubkeyacceptedalgorithms"}

func slicesContainFold(words []string, w string) bool {
	for _, x := range words {
		if x != "" && strings.EqualFold(x, w) {
			return true
		}
	}
	return false
}

// matches reports whether ssh -G's form of value is got.
func matches(keyword, value, got string) bool {
	switch {
	case keyword == "RekeyLimit":
		return got == rekey(value)
	case keyword == "IPQoS" && !strings.Contains(value, " "):
		return got == value+" "+value
	case otherForms[keyword+" "+value] == got && got != "":
		return true
	case strings.HasPrefix(value, "+"), strings.HasPrefix(value, "-"):
		for _, w := range strings.Split(value[1:], ",") {
			if slicesContainFold(strings.Split(got, ","), w) != (value[0] == '+') {
				return false
			}
		}
		return true
	}
	return strings.EqualFold(got, value)
}

// otherForms are what ssh -G shows for a value that has two names.
var otherForms = map[string]string{
	"LogLevel DEBUG1":          "DEBUG",
	"LogLevel QUIET":           "SILENT",
	"PubkeyAuthentication yes": "true",
	"PubkeyAuthentication no":  "false",
}

// rekey returns value in bytes and seconds.
func rekey(value string) string {
	size, time, _ := strings.Cut(value, " ")
	return strconv.Itoa(scaled(size)) + " " + strconv.Itoa(scaled(time))
}

func scaled(s string) int {
	unit := map[byte]int{'K': 1 << 10, 'M': 1 << 20, 'G': 1 << 30, 's': 1, 'm': 60, 'h': 3600, 'd': 86400}
	if s == "" || s == "default" || s == "none" {
		return 0
	}
	factor := 1
	if f := unit[s[len(s)-1]]; f != 0 {
		factor, s = f, s[:len(s)-1]
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("internal error: not a number: " + s)
	}
	return n * factor
}

// later reports whether version a is later than b.
func later(a, b string) bool { return number(a) > number(b) }

func number(version string) int {
	major, minor, _ := strings.Cut(version, ".")
	x, _ := strconv.Atoi(major)
	y, _ := strconv.Atoi(minor)
	return 100*x + y
}
