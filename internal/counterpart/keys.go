package counterpart

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// A key pair of ssh, made for one test: no private key stands in the tree.
type key struct {
	private crypto.PrivateKey
	signer  ssh.Signer
}

// newKey makes a key of type ed25519, ecdsa or rsa.
func newKey(t testing.TB, kind string) key {
	t.Helper()
	var private crypto.PrivateKey
	var err error
	switch kind {
	case "ed25519":
		_, private, err = ed25519.GenerateKey(rand.Reader)
	case "ecdsa":
		private, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "rsa":
		private, err = rsa.GenerateKey(rand.Reader, 2048)
	default:
		t.Fatalf("no such type of key: %q", kind)
	}
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return key{private, signer}
}

// NewPublicKey makes a key of type ed25519, ecdsa or rsa, throws the private
// half away and returns the public one as "type blob": a pin that fits nobody.
func NewPublicKey(t testing.TB, kind string) string {
	t.Helper()
	return newKey(t, kind).line()
}

// line is the public half, "type blob", without a comment.
func (k key) line() string { return authorizedLine(k.signer.PublicKey()) }

func authorizedLine(p ssh.PublicKey) string {
	return strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(p)), "\n")
}

// write puts the private half into a file that ssh accepts.
func (k key) write(t testing.TB, path string) string {
	t.Helper()
	block, err := ssh.MarshalPrivateKey(k.private, "")
	if err != nil {
		t.Fatal(err)
	}
	return writeFile(t, path, string(pem.EncodeToMemory(block)), 0o600)
}

// certify signs k as the key of a host with these principals, for ever.
func (k key) certify(t testing.TB, authority key, principals []string) string {
	t.Helper()
	cert := &ssh.Certificate{
		Key:             k.signer.PublicKey(),
		CertType:        ssh.HostCert,
		KeyId:           "host",
		ValidPrincipals: principals,
		ValidBefore:     ssh.CertTimeInfinity,
	}
	if err := cert.SignCert(rand.Reader, authority.signer); err != nil {
		t.Fatal(err)
	}
	return authorizedLine(cert)
}
