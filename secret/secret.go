// Package secret recognises private keys, so that none ever reaches an output,
// a diagnostic or a log.
package secret

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// Kind says what was recognised. The empty Kind means: nothing.
type Kind string

// The private keys that are recognised, also inside base64.
const (
	PEM     Kind = "a private key in PEM form"
	OpenSSH Kind = "an OpenSSH private key"
	Nix     Kind = "a Nix signing key (the secret half)"
	PuTTY   Kind = "a PuTTY private key"
	Age     Kind = "an age secret key"
	Ed25519 Kind = "an ed25519 private key, as Nix signs with, without its name"
)

// maxDepth bounds how many layers of base64 are taken off.
const maxDepth = 3

// minRun is the shortest run of base64 characters that can hold a private key:
// 32 bytes are 43 characters.
const minRun = 43

// nixSecretRun is the length of 64 bytes in base64, without the two "=": an
// ed25519 secret key as nix-store --generate-binary-cache-key writes it.
const nixSecretRun = 86

// maxPairs bounds how many runs are tried as a pair, which takes 20 microseconds
// for each.
const maxPairs = 256

var markers = []struct {
	text []byte
	kind Kind
}{
	{[]byte("PRIVATE KEY-----"), PEM},
	{[]byte("openssh-key-v1\x00"), OpenSSH},
	{[]byte("b3BlbnNzaC1rZXktdjEA"), OpenSSH},
	{[]byte("PuTTY-User-Key-File-"), PuTTY},
	{[]byte("AGE-SECRET-KEY-1"), Age},
	// base64 of "PRIVATE KEY" behind 0, 1 and 2 bytes: a run of base64 cannot be
	// decoded when what stands before it, such as a "/", looks like a part of it.
	{[]byte("UFJJVkFURSBLRV"), PEM},
	{[]byte("BSSVZBVEUgS0VZ"), PEM},
	{[]byte("QUklWQVRFIEtFW"), PEM},
}

// Find looks for a private key in b, also inside base64, and returns its kind
// and roughly where it begins. It returns "" and -1 when there is none.
func Find(b []byte) (Kind, int) { return find(b, maxDepth) }

// FindString is Find for a string.
func FindString(s string) Kind {
	if start, end := nextRun(s, 0); end == 0 && start == 0 && !strings.Contains(s, "-") {
		return "" // nearly every value of an inventory; all markers have a "-"
	}
	k, _ := Find([]byte(s))
	return k
}

func find(b []byte, depth int) (Kind, int) {
	if hasMarker(b) {
		for _, m := range markers {
			if i := bytes.Index(b, m.text); i >= 0 {
				return m.kind, i
			}
		}
	}
	var space [128]byte // for most runs
	pairs := 0
	for start, end := nextRun(b, 0); end > 0; start, end = nextRun(b, end) {
		switch {
		case isNixSecret(b, start, end):
			return Nix, start
		case end-start == nixSecretRun && pairs < maxPairs:
			if pairs++; isEd25519(b[start:end]) {
				return Ed25519, start
			}
		}
		if depth == 0 {
			continue
		}
		if k, _ := find(appendDecoded(space[:0], b[start:end]), depth-1); k != "" {
			return k, start
		}
	}
	return "", -1
}

// isNixSecret reports whether the run b[start:end] is the secret half of a
// signing pair: NAME:BASE64 with 64 bytes, where a public key has 32.
func isNixSecret(b []byte, start, end int) bool {
	return end-start == nixSecretRun && start > 0 && b[start-1] == ':' && bytes.HasPrefix(b[end:], []byte("=="))
}

// MayHold reports whether s should not be shown: it holds a private key, or a
// long run of base64 that is not an ssh public key and could be part of one. A
// part without a digit is not told from a path: one in 1,500 lines.
func MayHold(s string) bool {
	b := []byte(s)
	if k, _ := Find(b); k != "" || FindNameless(s) != 0 {
		return true
	}
	for start, end := nextRun(b, 0); end > 0; start, end = nextRun(b, end) {
		if looksRandom(b[start:end]) && !isPublicBlob(b[start:end]) {
			return true
		}
	}
	return false
}

// isPublicBlob reports whether run begins as ssh public keys do: a length of
// less than 65536, then the name of a key type.
func isPublicBlob(run []byte) bool {
	raw := appendDecoded(nil, run[:min(len(run), 32)])
	return len(raw) > 8 && raw[0] == 0 && raw[1] == 0 && raw[2] == 0 &&
		(bytes.HasPrefix(raw[4:], []byte("ssh-")) || bytes.HasPrefix(raw[4:], []byte("ecdsa-")) || bytes.HasPrefix(raw[4:], []byte("sk-")))
}

// looksRandom tells base64 of a key from long paths and words: it has capital
// and small letters and digits.
func looksRandom(run []byte) bool {
	var upper, lower, digit bool
	for _, c := range run {
		upper = upper || c >= 'A' && c <= 'Z'
		lower = lower || c >= 'a' && c <= 'z'
		digit = digit || c >= '0' && c <= '9'
	}
	return upper && lower && digit
}

var isBase64 = func() (t [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/") {
		t[c] = true
	}
	return t
}()

// nextRun returns the first run of at least minRun base64 characters at or
// after from, as b[start:end]; end is 0 when there is none. It looks at every
// minRun-th byte first, so text without long runs costs little.
func nextRun[T string | []byte](b T, from int) (start, end int) {
	for probe := from + minRun - 1; probe < len(b); {
		if !isBase64[b[probe]] {
			probe += minRun
			continue
		}
		start = probe
		for start > from && isBase64[b[start-1]] {
			start--
		}
		end = probe + 1
		for end < len(b) && isBase64[b[end]] {
			end++
		}
		if end-start >= minRun {
			return start, end
		}
		probe = end + minRun
	}
	return 0, 0
}

// appendDecoded appends what run encodes, without the last, incomplete group.
func appendDecoded(dst, run []byte) []byte {
	dst, _ = base64.StdEncoding.AppendDecode(dst, run[:len(run)&^3])
	return dst
}
