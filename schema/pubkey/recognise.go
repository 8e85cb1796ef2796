package pubkey

import (
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// notAKeyLine says what a line is that does not begin with the name of a type.
func notAKeyLine(fields []string, show quote) *check.Problem {
	first := fields[0]
	at := slices.IndexFunc(fields, isType)
	switch {
	case strings.HasPrefix(first, "@"):
		return check.New(diag.HostKeyKnownHosts, "The line begins with the marker %s of a known_hosts file. Leave out everything before the key type; the key of an authority goes into host_certificate_authorities.", show(first))
	case strings.HasPrefix(first, "|1|"):
		return check.New(diag.HostKeyKnownHosts, "The line begins with the hashed name of a known_hosts file. Leave out everything before the key type.")
	case at > 0 && isOptions(fields[:at]):
		return invalid("The line begins with options, as in authorized_keys. Leave out everything before %s.", diag.Quote(fields[at]))
	case at > 0:
		return check.New(diag.HostKeyKnownHosts, "The line begins with host names, as in known_hosts or from ssh-keyscan. Leave out everything before %s.", diag.Quote(fields[at]))
	}
	if p := encoded(first); p != nil {
		return p
	}
	return unknown(fields, show)
}

// optionWords are the options of authorized_keys that have no value (sshd(8)).
var optionWords = []string{
	"agent-forwarding", "cert-authority", "no-agent-forwarding", "no-port-forwarding", "no-pty", "no-touch-required",
	"no-user-rc", "no-x11-forwarding", "port-forwarding", "pty", "restrict", "user-rc", "verify-required", "x11-forwarding",
}

// isOptions reports whether words are options of authorized_keys, not the host
// names of known_hosts.
func isOptions(words []string) bool {
	text := strings.ToLower(strings.Join(words, " "))
	first, _, _ := strings.Cut(text, ",")
	return strings.ContainsAny(text, "=\"") || slices.Contains(optionWords, first)
}

// encoded recognises a key without its type, and a line inside base64.
func encoded(s string) *check.Problem {
	raw := decodeLoose(s)
	if typ := wireType(raw); typ != "" {
		if slices.Contains(types, typ) {
			return check.New(diag.HostKeyBareBlob, "Write %s and a blank before it.", diag.Quote(typ))
		}
		return invalid("The value is a key without its type, and the type that it names is none of OpenSSH's.")
	}
	if holdsKeyLine(string(raw)) {
		return check.New(diag.HostKeyBase64, "Write the plain line: \"base64 -d\" shows it.")
	}
	twice := decodeLoose(strings.TrimSpace(string(raw)))
	if wireType(twice) != "" || holdsKeyLine(string(twice)) {
		return check.New(diag.HostKeyDoubleBase64, "Write the plain line, as it stands in the .pub file.")
	}
	return nil
}

func holdsKeyLine(text string) bool { return slices.ContainsFunc(strings.Fields(text), isType) }

// unknown ends the search: it names what people have at hand beside keys.
func unknown(fields []string, show quote) *check.Problem {
	switch first := fields[0]; {
	case strings.HasPrefix(first, "SHA256:"), strings.HasPrefix(first, "MD5:"):
		return invalid("The value is the fingerprint of a key. Write the line of the .pub file.")
	case strings.HasPrefix(first, "/"), strings.HasSuffix(first, ".pub"):
		return invalid("The value is the path of a file. Name it in the attribute that takes files.")
	case len(fields) > 1 && wireType(decodeLoose(fields[1])) != "":
		return invalid("No OpenSSH has a key type %s.", show(first))
	}
	return invalid("The value is not an OpenSSH public key line, such as \"ssh-ed25519 AAAA... comment\".")
}

// decodeLoose decodes base64 of either alphabet, with or without padding. It
// returns nil when s is something else.
func decodeLoose(s string) []byte {
	s = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(s, "="))
	raw, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return raw
}

// wireType returns the type that a key names in itself, or "": the key begins
// with the length and the text of it (RFC 4253, section 6.6).
func wireType(raw []byte) string {
	if len(raw) < 4 {
		return ""
	}
	n := binary.BigEndian.Uint32(raw)
	if n == 0 || n > 64 || int(n) > len(raw)-4 {
		return ""
	}
	typ := string(raw[4 : 4+n])
	if strings.ContainsFunc(typ, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ""
	}
	return typ
}
