// Package keygen makes the key pairs of an inventory: ssh keys of clients, and
// signing keys in Nix's format.
package keygen

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Pair is a key pair. Its secret half leaves it by Write alone.
type Pair struct {
	Public string // one line, without a line break
	secret []byte // the content of the file of the secret half
	eol    string // what ends the file of the public half
}

// Format writes the public half, whatever the verb: no log shows the other.
func (p *Pair) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, p.Public) }

// SSH makes an ed25519 key without passphrase, as ssh-keygen does: a daemon has
// nobody who could type one.
func SSH(comment string) (*Pair, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	block, err := ssh.MarshalPrivateKey(private, comment)
	if err != nil {
		return nil, err
	}
	key, err := ssh.NewPublicKey(public)
	if err != nil {
		return nil, err
	}
	line := strings.TrimSuffix(string(ssh.MarshalAuthorizedKey(key)), "\n")
	return &Pair{line + " " + comment, pem.EncodeToMemory(block), "\n"}, nil
}

// Signing makes a pair in the format of nix-store --generate-binary-cache-key:
// NAME:BASE64 in each file, without a line break. The secret half is libsodium's,
// which is the seed with the public half behind it, as Go has it too.
func Signing(name string) (*Pair, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	encode := base64.StdEncoding.EncodeToString
	return &Pair{name + ":" + encode(public), []byte(name + ":" + encode(private)), ""}, nil
}
