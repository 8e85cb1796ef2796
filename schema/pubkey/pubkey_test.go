package pubkey_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/pem"
	"math/big"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// line returns the public half of a key as "TYPE BLOB".
func line(t testing.TB, public crypto.PublicKey) string {
	t.Helper()
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
}

func ed(t testing.TB) (ed25519.PrivateKey, string) {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return private, line(t, public)
}

func ec(t testing.TB, curve elliptic.Curve) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return line(t, &key.PublicKey)
}

// rsaLine returns a key with a modulus of that many bits. Nobody signs with it,
// so it need not be a product of two primes.
func rsaLine(t testing.TB, bits int) string {
	t.Helper()
	n := new(big.Int).Lsh(big.NewInt(1), uint(bits-1))
	return line(t, &rsa.PublicKey{N: n.Add(n, big.NewInt(12345)), E: 65537})
}

// skLine returns a FIDO key.
func skLine(t testing.TB) string {
	t.Helper()
	public, _, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return wire("sk-ssh-ed25519@openssh.com", public, []byte("ssh:"))
}

// wire returns the line of a key that is made of parts.
func wire(typ string, parts ...[]byte) string {
	raw := ssh.Marshal(struct{ T string }{typ})
	for _, p := range parts {
		raw = append(raw, ssh.Marshal(struct{ P []byte }{p})...)
	}
	return typ + " " + base64.StdEncoding.EncodeToString(raw)
}

func certificate(t *testing.T) string {
	t.Helper()
	private, public := ed(t)
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	c := &ssh.Certificate{Key: key, CertType: ssh.HostCert, ValidPrincipals: []string{"ada"}, ValidBefore: ssh.CertTimeInfinity}
	if err := c.SignCert(rand.Reader, signer); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(c)))
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func blobOf(line string) string { return strings.Fields(line)[1] }

func TestParseHostAccepts(t *testing.T) {
	_, public := ed(t)
	lines := []string{
		public, rsaLine(t, 2048), rsaLine(t, 4096), skLine(t),
		ec(t, elliptic.P256()), ec(t, elliptic.P384()), ec(t, elliptic.P521()),
	}
	for _, want := range lines {
		for _, given := range []string{want, want + " root@ada", want + "\ta comment, with blanks", "  " + want + " "} {
			got, p := pubkey.ParseHost(given)
			if p != nil {
				t.Fatalf("%s: %s", pubkey.Type(want), p.Detail)
			}
			if got != want {
				t.Errorf("%s is not kept", pubkey.Type(want))
			}
		}
	}
	fingerprints(t, lines)
}

func TestParseHostRefuses(t *testing.T) {
	private, public := ed(t)
	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	pemText := string(pem.EncodeToMemory(block))
	blob, rsa2048 := blobOf(public), rsaLine(t, 2048)
	noPad := strings.TrimRight(rsaLine(t, 4096), "=")
	urlSafe := wire("ssh-ed25519", []byte(strings.Repeat("\xfb\xef\xbe", 10)+"\xff\xff"))
	urlSafe = strings.NewReplacer("+", "-", "/", "_").Replace(blobOf(urlSafe))

	cases := map[string]struct {
		given  string
		code   diag.Code
		detail string
	}{
		"empty":                    {"", diag.InvalidPublicKey, "empty"},
		"PEM private key":          {pemText, diag.PrivateKey, "make a new key"},
		"private key in base64":    {b64(pemText), diag.PrivateKey, ""},
		"body of a private key":    {base64.StdEncoding.EncodeToString(block.Bytes), diag.PrivateKey, ""},
		"bare blob":                {blob, diag.HostKeyBareBlob, `Write "ssh-ed25519" and a blank`},
		"bare blob with comment":   {blob + " root@ada", diag.HostKeyBareBlob, "ssh-ed25519"},
		"bare RSA blob":            {blobOf(rsa2048), diag.HostKeyBareBlob, "ssh-rsa"},
		"base64 of the line":       {b64(public + " root@ada\n"), diag.HostKeyBase64, "plain line"},
		"base64 without padding":   {strings.TrimRight(b64(public), "="), diag.HostKeyBase64, ""},
		"base64 of known_hosts":    {b64("ada " + public), diag.HostKeyBase64, ""},
		"double base64":            {b64(b64(public + "\n")), diag.HostKeyDoubleBase64, ""},
		"double base64, wrapped":   {b64(b64(public+"\n") + "\n"), diag.HostKeyDoubleBase64, ""},
		"base64 of the blob":       {b64(blob), diag.HostKeyDoubleBase64, ""},
		"known_hosts":              {"ada.example.org,192.0.2.1 " + public, diag.HostKeyKnownHosts, `before "ssh-ed25519"`},
		"known_hosts, port":        {"[ada]:2222 " + public, diag.HostKeyKnownHosts, ""},
		"host named like a type":   {"ssh-gw " + public, diag.HostKeyKnownHosts, ""},
		"hashed name":              {"|1|AAAA=|BBBB= " + public, diag.HostKeyKnownHosts, "hashed"},
		"authority":                {"@cert-authority *.example.org " + public, diag.HostKeyKnownHosts, "host_certificate_authorities"},
		"revoked":                  {"@revoked * " + public, diag.HostKeyKnownHosts, "@revoked"},
		"options":                  {`restrict,command="nix-daemon --stdio" ` + public, diag.InvalidPublicKey, "options"},
		"one option":               {"no-pty " + public, diag.InvalidPublicKey, "options"},
		"two lines":                {public + "\n" + public, diag.InvalidPublicKey, "several lines"},
		"two keys":                 {public + " " + public, diag.InvalidPublicKey, "two keys"},
		"newline at the end":       {public + "\n", diag.InvalidPublicKey, "trimspace()"},
		"CRLF at the end":          {public + "\r\n", diag.InvalidPublicKey, "line break"},
		"CR inside":                {public + " a\rb", diag.InvalidPublicKey, "several lines"},
		"NUL":                      {public + "\x00", diag.InvalidPublicKey, "U+0000"},
		"invalid UTF-8":            {public + " \xff", diag.InvalidPublicKey, "UTF-8"},
		"too long":                 {public + " " + strings.Repeat("x ", 8<<10), diag.InvalidPublicKey, "16384"},
		"quotes":                   {`"` + public + `"`, diag.InvalidPublicKey, "quotation"},
		"curly quotes":             {"“" + public + "”", diag.InvalidPublicKey, "quotation"},
		"wrong type":               {"ssh-rsa " + blob, diag.InvalidPublicKey, `is of type "ssh-ed25519"`},
		"signature as type":        {"rsa-sha2-512 " + blobOf(rsa2048), diag.InvalidPublicKey, "ssh-rsa"},
		"type alone":               {"ssh-ed25519", diag.InvalidPublicKey, "only the type"},
		"not base64":               {"ssh-ed25519 AAAA…", diag.InvalidPublicKey, "not base64"},
		"not a key":                {"ssh-ed25519 aGVsbG8=", diag.InvalidPublicKey, "AAAA"},
		"cut":                      {public[:len(public)-8], diag.InvalidPublicKey, "damaged"},
		"trailing garbage":         {wire("ssh-ed25519", make([]byte, 32), []byte("more")), diag.InvalidPublicKey, "damaged"},
		"leading zero of a number": {wire("ssh-rsa", []byte{0, 1, 0, 1}, append([]byte{0, 0}, make([]byte, 256)...)), diag.InvalidPublicKey, "damaged"},
		"missing padding":          {noPad, diag.InvalidPublicKey, "end of the key"},
		"URL-safe":                 {"ssh-ed25519 " + urlSafe, diag.InvalidPublicKey, "URLs"},
		"DSA":                      {wire("ssh-dss", []byte{1}), diag.InvalidPublicKey, "DSA"},
		"short RSA":                {rsaLine(t, 1024), diag.InvalidPublicKey, "1024 bits"},
		"certificate":              {certificate(t), diag.InvalidPublicKey, "host_certificate_authorities"},
		"unknown type":             {wire("ssh-mldsa44-ed25519@openssh.com", []byte{1}), diag.InvalidPublicKey, "key type"},
		"bare unknown blob":        {blobOf(wire("ssh-new", []byte{1})), diag.InvalidPublicKey, "none of OpenSSH's"},
		"SSH2 public key":          {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n---- END SSH2 PUBLIC KEY ----", diag.InvalidPublicKey, "ssh-keygen -i"},
		"fingerprint":              {"SHA256:abc", diag.InvalidPublicKey, "fingerprint"},
		"path":                     {"/etc/ssh/ssh_host_ed25519_key.pub", diag.InvalidPublicKey, "path"},
		"something else":           {"hello world", diag.InvalidPublicKey, "ssh-ed25519 AAAA"},
	}
	for name, c := range cases {
		_, p := pubkey.ParseHost(c.given)
		if p == nil {
			t.Errorf("%s: accepted, want %s", name, c.code)
			continue
		}
		if p.Code != c.code || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: got %s, %q; want %s, %q", name, p.Code, p.Detail, c.code, c.detail)
		}
		if strings.Contains(p.Detail, blob[30:]) {
			t.Errorf("%s: the detail shows the key", name)
		}
	}
}

func TestParseFile(t *testing.T) {
	private, public := ed(t)
	second := rsaLine(t, 2048)
	content := "# keys of ada\r\n\r\n" + public + " root@ada\r\n  # another\n" + second + "\n"
	got, p := pubkey.ParseFile([]byte(content))
	if p != nil {
		t.Fatal(p.Detail)
	}
	if diff := cmp.Diff([]string{public, second}, got); diff != "" {
		t.Error(diff)
	}

	block, err := ssh.MarshalPrivateKey(private, "")
	if err != nil {
		t.Fatal(err)
	}
	bad := map[string]struct {
		content string
		code    diag.Code
		detail  string
	}{
		"empty":       {"# nothing\n", diag.InvalidPublicKey, "no key"},
		"private key": {string(pem.EncodeToMemory(block)), diag.PrivateKey, ".pub"},
		"known_hosts": {"\nada " + public + "\n", diag.HostKeyKnownHosts, "Line 2"},
		"PEM":         {"-----BEGIN PUBLIC KEY-----\n", diag.InvalidPublicKey, "ssh-keygen -i"},
		"UTF-16":      {"\xff\xfes\x00s\x00h\x00", diag.InvalidPublicKey, "UTF-8"},
	}
	for name, c := range bad {
		_, p := pubkey.ParseFile([]byte(c.content))
		if p == nil || p.Code != c.code || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s: got %+v", name, p)
		}
	}
}

func TestParseNixPublic(t *testing.T) {
	private, sshLine := ed(t)
	public := base64.StdEncoding.EncodeToString(private.Public().(ed25519.PublicKey))
	secretHalf := base64.StdEncoding.EncodeToString(private)
	cases := map[string]struct {
		given string
		code  diag.Code
	}{
		"right":          {"cache.example.org-1:" + public, ""},
		"no name":        {public, diag.InvalidCacheKey},
		"empty name":     {":" + public, diag.InvalidCacheKey},
		"two keys":       {"a:" + public + " b:" + public, diag.InvalidCacheKey},
		"cut":            {"a:" + public[:40], diag.InvalidCacheKey},
		"no padding":     {"a:" + strings.TrimRight(public, "="), diag.InvalidCacheKey},
		"comment":        {"a#b:" + public, diag.InvalidCacheKey},
		"ssh key":        {sshLine, diag.InvalidCacheKey},
		"secret":         {"a:" + secretHalf, diag.PrivateKey},
		"secret, no pad": {"a:" + strings.TrimRight(secretHalf, "="), diag.PrivateKey},
		"empty":          {"", diag.InvalidText},
	}
	for name, c := range cases {
		var got diag.Code
		if p := pubkey.ParseNixPublic(c.given); p != nil {
			got = p.Code
		}
		if got != c.code {
			t.Errorf("%s: got %q, want %q", name, got, c.code)
		}
	}
}

// keygen returns the path of ssh-keygen, or skips.
func keygen(t testing.TB) string {
	t.Helper()
	path, err := exec.LookPath("ssh-keygen")
	switch {
	case err == nil:
	case os.Getenv("BUILDMACHINES_INTEROP") == "require":
		t.Fatal("ssh-keygen is missing: install openssh-client")
	default:
		t.Skip("ssh-keygen is missing: install openssh-client")
	}
	return path
}

// fingerprints fails unless ssh-keygen reads every line.
func fingerprints(t testing.TB, lines []string) {
	t.Helper()
	cmd := exec.Command(keygen(t), "-l", "-f", "-")
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	out, err := cmd.CombinedOutput()
	if got := strings.Count(string(out), "SHA256:"); err != nil || got != len(lines) {
		t.Fatalf("ssh-keygen reads %d of %d keys: %v\n%s", got, len(lines), err, out)
	}
}

func FuzzParse(f *testing.F) {
	_, public := ed(f)
	for _, s := range []string{public, public + " c", rsaLine(f, 2048), skLine(f), ec(f, elliptic.P256()), b64(public), blobOf(public), "|1|a", "@", "a:b"} {
		f.Add(s)
	}
	keygen(f)
	f.Fuzz(func(t *testing.T, s string) {
		var problems []*check.Problem
		line, p := pubkey.ParseHost(s)
		problems = append(problems, p, pubkey.ParseNixPublic(s))
		keys, p := pubkey.ParseFile([]byte(s))
		problems = append(problems, p)
		for _, p := range problems {
			if p != nil && !strings.HasSuffix(p.Detail, ".") {
				t.Fatalf("detail %q is no sentence", p.Detail)
			}
		}
		if line != "" {
			if again, p := pubkey.ParseHost(line); p != nil || again != line {
				t.Fatalf("%q is not canonical", line)
			}
			keys = append(keys, line)
		}
		if len(keys) > 0 {
			fingerprints(t, keys)
		}
	})
}
