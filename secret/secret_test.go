package secret_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/secret"
)

// pair returns a fresh key pair, so that no private key stands in the tree.
func pair(t *testing.T) (ed25519.PrivateKey, []byte, string) {
	t.Helper()
	pub, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(priv, "test")
	if err != nil {
		t.Fatal(err)
	}
	sshPub, err := ssh.NewPublicKey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return priv, pem.EncodeToMemory(block), strings.TrimSpace(string(ssh.MarshalAuthorizedKey(sshPub)))
}

func TestFindPrivateKeys(t *testing.T) {
	priv, pemText, pub := pair(t)
	b64 := func(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
	block, _ := pem.Decode(pemText)
	cases := map[string]struct {
		text string
		want secret.Kind
	}{
		"PEM":                     {string(pemText), secret.PEM},
		"base64 of PEM":           {"x " + b64(pemText) + " y", secret.PEM},
		"base64 of base64 of PEM": {b64([]byte(b64(pemText))), secret.PEM},
		"base64 behind a slash":   {"/" + b64(pemText), secret.PEM},
		"of RSA behind a slash":   {"/" + b64([]byte(strings.Replace(string(pemText), "OPENSSH", "RSA", 1))), secret.PEM},
		"PKCS8 behind a slash":    {"/" + b64([]byte(strings.Replace(string(pemText), "OPENSSH ", "", 1))), secret.PEM},
		"PEM body in one line":    {b64(block.Bytes), secret.OpenSSH},
		"raw OpenSSH key":         {string(block.Bytes), secret.OpenSSH},
		"Nix secret key":          {"cache.example.org-1:" + b64(priv), secret.Nix},
		"base64 of Nix secret":    {b64([]byte("cache.example.org-1:" + b64(priv))), secret.Nix},
		"age":                     {"AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQ", secret.Age},
		"ssh public key":          {pub, ""},
		"base64 of a public key":  {b64([]byte(pub)), ""},
		"Nix public key":          {"cache.example.org-1:" + b64(priv.Public().(ed25519.PublicKey)), ""},
		"a long path":             {"/var/lib/very/long/path/with/many/folders/in/it/and/so/on/and/so/on", ""},
		"nothing":                 {"", ""},
	}
	for name, c := range cases {
		if got, _ := secret.Find([]byte(c.text)); got != c.want {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
		if c.want != "" && !secret.MayHold(c.text) {
			t.Errorf("%s: would be shown", name)
		}
	}
}

func TestMayHoldHidesEveryLineOfAPrivateKey(t *testing.T) {
	_, pemText, pub := pair(t)
	lines := strings.Split(strings.TrimSpace(string(pemText)), "\n")
	for _, l := range lines[1 : len(lines)-2] { // the last line may be short
		if !secret.MayHold(l) {
			t.Errorf("a line of %d characters of a private key would be shown", len(l))
		}
	}
	if secret.MayHold(pub) {
		t.Error("a public key would be hidden")
	}
	if secret.MayHold(`  host_name = "a-rather-long-host-name-with-digits-12345.internal.example.org"`) {
		t.Error("an ordinary line would be hidden")
	}
}

func FuzzFind(f *testing.F) {
	f.Add([]byte("a:" + strings.Repeat("A", 86) + "=="))
	f.Add([]byte(strings.Repeat("x", 200)))
	f.Fuzz(func(t *testing.T, b []byte) {
		k, at := secret.Find(b)
		if (k == "") != (at < 0) || at >= len(b) && at > 0 {
			t.Fatalf("kind %q at %d of %d bytes", k, at, len(b))
		}
		// Whatever is found stays found behind a line of text.
		if k2, _ := secret.Find(append([]byte("text\n"), b...)); k != "" && k2 == "" {
			t.Fatalf("%q is lost behind a line of text", k)
		}
	})
}
