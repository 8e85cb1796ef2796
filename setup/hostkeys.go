package setup

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// maxHostKeys is more than there are types of keys: the keys of a machine go
// into the inventory, and not what else it may come up with.
const maxHostKeys = 16

// A HostKey is a public key that a machine has in its files.
type HostKey struct {
	Key      string // "TYPE BLOB"
	Unproven string // why no handshake has proven that the machine has the other half; "" if one has
}

// HostKeys returns the host's own public keys. They come over a connection that
// the admin's ssh has verified, so they need no trust on first use; but a file
// proves nothing, so there is a handshake with each type of key.
func (s *Script) HostKeys() ([]HostKey, error) {
	keys, err := s.filedKeys()
	if err != nil {
		return nil, err
	}
	return s.host.prove(keys)
}

func (s *Script) filedKeys() ([]string, error) {
	out, err := s.host.output("reading the host keys", "exec sh "+s.dir+"/bootstrap.sh "+hostKeys, nil)
	if err != nil {
		return nil, err
	}
	var keys []string
	for line := range strings.Lines(out) {
		key, p := pubkey.ParseHost(strings.TrimRight(line, "\r\n"))
		if p == nil && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	if len(keys) > maxHostKeys {
		return nil, fmt.Errorf("%s shows %d host keys; no sshd has more than %d", s.host.dest, len(keys), maxHostKeys)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%s shows no host key that ssh clients take", s.host.dest)
	}
	slices.SortStableFunc(keys, func(a, b string) int { return rank(a) - rank(b) })
	return keys, nil
}

// rank puts first what every ssh asks for first.
func rank(key string) int {
	order := []string{"ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"}
	if i := slices.Index(order, pubkey.Type(key)); i >= 0 {
		return i
	}
	return len(order)
}

// Fingerprint returns what ssh shows of a key.
func Fingerprint(key string) string {
	parsed, _, _, _, err := ssh.ParseAuthorizedKey([]byte(key))
	if err != nil {
		return "unreadable"
	}
	return ssh.FingerprintSHA256(parsed)
}
