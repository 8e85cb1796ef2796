package secret

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"regexp"
)

// Nameless is what a value may be that nothing marks as a key.
type Nameless int

// The values that may be keys. The higher is the more likely a secret.
const (
	// Half is 32 or 64 bytes in base64: a preshared or public key of WireGuard, half
	// of a signing pair, a checksum, a signature.
	Half Nameless = iota + 1
	// WireGuard is 32 bytes in base64 with the bits that private keys for Curve25519
	// have (RFC 7748, section 5), which `wg genkey` sets. One in 32 others has them.
	WireGuard
)

// String says what it is, for a sentence.
func (n Nameless) String() string {
	switch n {
	case Half:
		return "half of a pair of keys without its name, a preshared key or a checksum"
	case WireGuard:
		return "a private key of WireGuard"
	}
	return "nothing"
}

// named is what stands in front of base64 that is public: the name of a hash, as
// in "sha256-...=", or that of a public key of Nix, as in "cache-1:...=".
var named = regexp.MustCompile(`((^|[^A-Za-z0-9])(md5|sha1|sha256|sha512|blake3)-|[A-Za-z0-9._-]:)$`)

// longestName is how much is looked at in front.
const longestName = 16

// padding is what ends base64, as it is and as a URI has it.
var padding = regexp.MustCompile(`^(==?|(%3[Dd]){1,2})([^A-Za-z0-9+/=%]|$)`)

// FindNameless returns the likeliest secret among what may be keys in s, and 0 when
// there is none. What is certainly a key is for [Find].
func FindNameless(s string) Nameless {
	var found Nameless
	b := []byte(s)
	for start, end := nextRun(b, 0); end > 0; start, end = nextRun(b, end) {
		if size := end - start; size != minRun && size != nixSecretRun {
			continue // of a key of ssh, say
		}
		if named.Match(b[max(0, start-longestName):start]) || !looksEncoded(b[start:end]) || !padding.Match(b[end:]) {
			continue
		}
		raw, err := base64.RawStdEncoding.Strict().DecodeString(string(b[start:end]))
		switch {
		case err != nil:
		case len(raw) == ed25519.SeedSize && raw[0]&7 == 0 && raw[31]&0xc0 == 0x40:
			found = max(found, WireGuard)
		case len(raw) == ed25519.SeedSize, len(raw) == ed25519.PrivateKeySize:
			found = max(found, Half)
		}
	}
	return found
}

// looksEncoded tells base64 of so few bytes from a path that is as long: one in
// ten million lacks three capital letters.
func looksEncoded(run []byte) bool {
	upper, lower := 0, 0
	for _, c := range run {
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		}
	}
	return upper >= 3 && lower >= 3
}

// isEd25519 reports whether a run of nixSecretRun bytes is a seed and the public
// key that belongs to it: nothing else is.
func isEd25519(run []byte) bool {
	raw, err := base64.RawStdEncoding.DecodeString(string(run))
	return err == nil && bytes.Equal(ed25519.NewKeyFromSeed(raw[:ed25519.SeedSize]), raw)
}
