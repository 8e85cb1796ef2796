package secret_test

import (
	"crypto/ecdh"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/secret"
)

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

// wireGuard returns a private key as `wg genkey` makes it (wireguard-tools:
// curve25519.h, curve25519_clamp_secret), and its public key.
func wireGuard(t *testing.T) (private, public []byte) {
	t.Helper()
	private = make([]byte, 32)
	if _, err := rand.Read(private); err != nil {
		t.Fatal(err)
	}
	private[0] &= 248
	private[31] = private[31]&127 | 64
	k, err := ecdh.X25519().NewPrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return private, k.PublicKey().Bytes()
}

// clamped reports whether one in 32 public keys looks like a private one.
func clamped(b []byte) bool { return b[0]&7 == 0 && b[31]&0xc0 == 0x40 }

func TestNamelessKeys(t *testing.T) {
	for range 50 { // the keys are random
		priv, _, sshPublic := pair(t)
		wg, wgPublic := wireGuard(t)
		for clamped(wgPublic) {
			wg, wgPublic = wireGuard(t)
		}
		sum, long := sha256.Sum256(wg), sha512.Sum512(wg)
		for clamped(sum[:]) {
			sum = sha256.Sum256(sum[:])
		}
		parsed, _, _, _, err := ssh.ParseAuthorizedKey([]byte(sshPublic))
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			text  string
			kind  secret.Kind
			likes secret.Nameless
		}{
			"half of a signing pair":           {b64(priv), secret.Ed25519, 0},
			"in a command":                     {"sign --key '" + b64(priv) + "' %h", secret.Ed25519, 0},
			"without padding":                  {"sign " + strings.TrimRight(b64(priv), "="), secret.Ed25519, 0},
			"with a name":                      {"cache-1:" + b64(priv), secret.Nix, 0},
			"base64 of it":                     {b64([]byte("key " + b64(priv))), secret.Ed25519, 0},
			"WireGuard":                        {b64(wg), "", secret.WireGuard},
			"WireGuard in a command":           {"wg-proxy --private-key=" + b64(wg) + " --port %p", "", secret.WireGuard},
			"WireGuard in quotes":              {`sh -c "KEY='` + b64(wg) + `' tunnel"`, "", secret.WireGuard},
			"WireGuard in a URI":               {"socks://x?key=" + strings.ReplaceAll(b64(wg), "=", "%3D"), "", secret.WireGuard},
			"both halves of WireGuard":         {"--peer " + b64(wgPublic) + " --key " + b64(wg), "", secret.WireGuard},
			"WireGuard's public key":           {"wg-proxy --peer " + b64(wgPublic), "", secret.Half},
			"half that is public":              {b64(priv[32:]), "", half(priv[32:])},
			"signature":                        {b64(long[:]), "", secret.Half},
			"bare checksum":                    {b64(sum[:]), "", secret.Half},
			"public key of Nix":                {"cache.example.org-1:" + b64(priv[32:]), "", 0},
			"public keys of Nix":               {"a-1:" + b64(priv[32:]) + " b-1:" + b64(wgPublic), "", 0},
			"checksum":                         {"sha256-" + b64(sum[:]), "", 0},
			"checksum in a URL":                {"https://example.org/x.tar.gz?hash=sha256-" + b64(sum[:]), "", 0},
			"long checksum":                    {"sha512-" + b64(long[:]), "", 0},
			"checksum of a clamped value":      {"sha256-" + b64(wg), "", 0},
			"old checksum":                     {"sha256:" + b64(wg), "", 0},
			"fingerprint":                      {ssh.FingerprintSHA256(parsed), "", 0},
			"ssh public key":                   {sshPublic, "", 0},
			"base64 of an ssh public key":      {b64([]byte(sshPublic)), "", 0},
			"path of 43 characters, then an =": {"--x=/" + strings.Repeat("a", 20) + "/Bin/" + strings.Repeat("x", 17) + "=", "", 0},
			"variable with a value":            {"A" + strings.Repeat("B1", 21) + "=value", "", 0},
			"store path":                       {"/nix/store/8a4jw1xwfz5xg4rjzjdqmvwqvy0c8nrl-Nix-2.31.2/bin/nix", "", 0},
			"hex":                              {strings.Repeat("0123456789abcdef", 4), "", 0},
		} {
			if got := secret.FindString(c.text); got != c.kind {
				t.Errorf("%s: Find says %q, want %q", name, got, c.kind)
			}
			if got := secret.FindNameless(c.text); c.kind == "" && got != c.likes {
				t.Errorf("%s: may be %q, want %q", name, got, c.likes)
			}
			if (c.kind != "" || c.likes != 0) && !secret.MayHold(c.text) {
				t.Errorf("%s: would be shown", name)
			}
		}
	}
}

func half(b []byte) secret.Nameless {
	if clamped(b) {
		return secret.WireGuard
	}
	return secret.Half
}
