// Package pubkey reads public keys as people have them: OpenSSH public key
// lines and files, and Nix signing keys. What is something else, a private key
// above all, is recognised and refused with the cure.
package pubkey

import (
	"bytes"
	"crypto/rsa"
	"encoding/base64"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/secret"
)

// maxLine bounds a key line: an RSA key of 16384 bits has 2.8 KiB.
const maxLine = 16 << 10

// minRSABits is what system-wide crypto policies ask for (RequiredRSASize);
// OpenSSH alone takes 1024 bits (sshkey.h).
const minRSABits = 2048

// types are the types that every OpenSSH takes.
var types = []string{
	ssh.KeyAlgoED25519,
	ssh.KeyAlgoSKED25519,
	ssh.KeyAlgoECDSA256,
	ssh.KeyAlgoECDSA384,
	ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKECDSA256,
	ssh.KeyAlgoRSA,
}

// refusedTypes are types that are known but not taken. Each is a detail.
var refusedTypes = map[string]string{
	"ssh-dss":      "The key is a DSA key, which OpenSSH has refused since 7.0 and no longer knows since 10.0. Make an ed25519 key.",
	"rsa-sha2-256": "\"rsa-sha2-256\" is a way to sign. The type of the key is \"ssh-rsa\".",
	"rsa-sha2-512": "\"rsa-sha2-512\" is a way to sign. The type of the key is \"ssh-rsa\".",
}

const certSuffix = "-cert-v01@openssh.com"

// isType reports whether word is the name of a key type that ssh knows.
func isType(word string) bool {
	word = strings.TrimSuffix(word, certSuffix)
	// Certificates of FIDO keys put the suffix in place of "@openssh.com".
	return slices.Contains(types, word) || slices.Contains(types, word+"@openssh.com") && strings.HasPrefix(word, "sk-") || refusedTypes[word] != ""
}

// ParseHost reads one OpenSSH public key line, "TYPE BLOB [comment]", and
// returns it as "TYPE BLOB".
func ParseHost(line string) (canonical string, p *check.Problem) {
	return parseHost(line, diag.Quote)
}

// quote shows a word of a line in a message, or does not.
type quote func(word string) string

func parseHost(line string, show quote) (canonical string, p *check.Problem) {
	if p := readable(line); p != nil {
		return "", p
	}
	fields := strings.FieldsFunc(line, isBlank)
	if len(fields) == 0 {
		return "", invalid("The key is empty. Write the line of the .pub file.")
	}
	if !isType(fields[0]) {
		return "", notAKeyLine(fields, show)
	}
	return typed(fields, show)
}

func invalid(format string, args ...any) *check.Problem {
	return check.New(diag.InvalidPublicKey, format, args...)
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' }

// readable checks what can be said of the bytes alone.
func readable(line string) *check.Problem {
	if k := secret.FindString(line); k != "" {
		return check.New(diag.PrivateKey, "The value is %s. Write the line of the .pub file instead, and make a new key, because this one may have been read.", k)
	}
	switch text := strings.TrimRight(line, "\r\n"); {
	case len(line) > maxLine:
		return invalid("The value has %d bytes. No key has more than %d.", len(line), maxLine)
	case strings.HasPrefix(strings.TrimLeft(line, " \t"), "----"):
		return invalid("The value is a public key of another format. \"ssh-keygen -i\" turns it into a line for OpenSSH.")
	case strings.ContainsAny(text, "\r\n"):
		return invalid("The value has several lines. Each key is one line, and an element of its own.")
	case text != line:
		return invalid("The value ends with a line break. Cut it off, with trimspace() around file(), or name the file in the attribute that takes files.")
	}
	return printable(line)
}

func printable(line string) *check.Problem {
	if !utf8.ValidString(line) {
		return invalid("The value is not valid UTF-8.")
	}
	for _, r := range line {
		if unicode.IsControl(r) && r != '\t' {
			return invalid("The value has the control character U+%04X.", r)
		}
	}
	if first, _ := utf8.DecodeRuneInString(strings.TrimLeft(line, " \t")); strings.ContainsRune("\"'`“”„‘’‚«»", first) {
		return invalid("The value has quotation marks of its own. Leave them out.")
	}
	return nil
}

// typed reads a line that begins with the name of a type.
func typed(fields []string, show quote) (string, *check.Problem) {
	typ := fields[0]
	switch {
	case refusedTypes[typ] != "":
		return "", invalid("%s", refusedTypes[typ])
	case strings.HasSuffix(typ, certSuffix):
		return "", invalid("The value is a certificate, which changes with every renewal. For hosts, write the key of the authority that signed it into host_certificate_authorities; for clients, write the plain key.")
	case len(fields) < 2:
		return "", invalid("The value is only the type. The key itself, which begins with \"AAAA\", follows it after a blank.")
	case slices.ContainsFunc(fields[2:], isType):
		return "", invalid("The value holds two keys. Each key is an element of its own.")
	}
	if p := blob(typ, fields[1], show); p != nil {
		return "", p
	}
	return typ + " " + fields[1], nil
}

// blob checks that s is a whole key of that type.
func blob(typ, s string, show quote) *check.Problem {
	raw, p := decodeStrict(s)
	if p != nil {
		return p
	}
	inner := wireType(raw)
	switch {
	case inner == "":
		return invalid("What follows the type is not a key: every key begins with \"AAAA\". Copy the line of the .pub file again.")
	case inner != typ:
		return invalid("The line says %s, but the key in it is of type %s. One of them is from another line.", diag.Quote(typ), show(inner))
	}
	key, err := ssh.ParsePublicKey(raw)
	if err != nil || !bytes.Equal(key.Marshal(), raw) {
		return invalid("The key is damaged: a part is missing, changed or too much. Copy the line of the .pub file again.")
	}
	return strength(key)
}

// decodeStrict decodes base64 as OpenSSH does.
func decodeStrict(s string) ([]byte, *check.Problem) {
	raw, err := base64.StdEncoding.Strict().DecodeString(s)
	if err == nil {
		return raw, nil
	}
	if strings.ContainsAny(s, "-_") && decodeLoose(s) != nil {
		return nil, invalid("The key is in the base64 of URLs. OpenSSH writes \"+\" for \"-\", and \"/\" for \"_\".")
	}
	if decodeLoose(s) != nil {
		return nil, invalid("The end of the key is missing or damaged: the base64 lacks \"=\" or has bits too many. Copy the line of the .pub file again.")
	}
	return nil, invalid("What follows the type is not base64, or was cut. Copy the line of the .pub file again.")
}

func strength(key ssh.PublicKey) *check.Problem {
	c, ok := key.(ssh.CryptoPublicKey)
	if !ok {
		return nil
	}
	k, ok := c.CryptoPublicKey().(*rsa.PublicKey)
	if !ok {
		return nil
	}
	if n := k.N.BitLen(); n < minRSABits {
		return invalid("The RSA key has %d bits, and many systems refuse less than %d. Make an ed25519 key, which is shorter and stronger.", n, minRSABits)
	}
	return nil
}

// Type returns the type of a canonical line.
func Type(canonical string) string {
	typ, _, _ := strings.Cut(canonical, " ")
	return typ
}
