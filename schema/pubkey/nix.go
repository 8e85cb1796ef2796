package pubkey

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// ParseNixPublic checks the public half of a Nix signing pair: NAME:BASE64,
// with 32 bytes. nix.conf carries it, so the name is a plain word.
func ParseNixPublic(s string) *check.Problem {
	if p := check.Text(s); p != nil {
		return p
	}
	name, encoded, ok := strings.Cut(s, ":")
	switch {
	case strings.ContainsAny(s, " \t"):
		return badCacheKey("The value holds a blank. Write one key, NAME:BASE64; other keys go into the settings of the machine.")
	case !ok:
		return badCacheKey("The name is missing. The key is NAME:BASE64, as the file that \"nix-store --generate-binary-cache-key\" wrote.")
	case name == "" || strings.ContainsAny(name, "#\"'\\$"):
		return badCacheKey("The name before the \":\" is empty or not a plain word, such as \"ada.example.org-1\".")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(encoded)
	switch {
	case len(decodeLoose(encoded)) == ed25519.PrivateKeySize:
		return check.New(diag.PrivateKey, "The value is the secret half of a signing pair. Write the public half, and make a new pair, because this one may have been read.")
	case err != nil:
		return badCacheKey("What follows the \":\" is not base64, or was cut.")
	case len(raw) != ed25519.PublicKeySize:
		return badCacheKey("What follows the \":\" encodes %d bytes. A public key has %d.", len(raw), ed25519.PublicKeySize)
	}
	return nil
}

func badCacheKey(format string, args ...any) *check.Problem {
	return check.New(diag.InvalidCacheKey, format, args...)
}
