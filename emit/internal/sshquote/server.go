package sshquote

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// ServerPath appends the absolute path of a file on the builder, as a word of
// sshd_config or of a command that the account's login shell runs. Every
// version of sshd and every shell takes these characters for themselves;
// sshd's quotes differ from version to version, and "%" is expanded.
func ServerPath(dst []byte, s string) ([]byte, error) {
	if !strings.HasPrefix(s, "/") {
		return dst, errors.New("does not begin with /")
	}
	if err := word(s, "/._+-@:=,"); err != nil {
		return dst, err
	}
	return append(dst, s...), nil
}

// Folder is ServerPath for a folder of PATH, in which ":" separates them.
func Folder(dst []byte, s string) ([]byte, error) {
	if strings.IndexByte(s, ':') >= 0 {
		return dst, errors.New("contains :, which separates the folders of PATH")
	}
	return ServerPath(dst, s)
}

// Range reads an address or a range of addresses of from="...". sshd passes
// over the whole line if a range has host bits, and would take anything else
// for a pattern of host names (match.c, addrmatch.c).
func Range(s string) (netip.Prefix, error) {
	p, err := plan.ParseRange(s)
	switch {
	case err != nil || p.Addr().Is4In6():
		return netip.Prefix{}, errRange
	case p.Masked() != p:
		return netip.Prefix{}, fmt.Errorf("has host bits, for which sshd passes over the line; the range is %s", p.Masked())
	}
	return p, nil
}

var errRange = errors.New("is neither an address nor a range of addresses, such as 192.0.2.0/24")

// Ranges appends the list of from="...", without its quotes.
func Ranges(dst []byte, ranges []netip.Prefix) []byte {
	for i, r := range ranges {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, plan.RangeText(r)...)
	}
	return dst
}

// PublicKey appends a key that may log in, "TYPE BLOB". sshd passes over a line
// whose key it cannot read, and a certificate lets nobody in there.
func PublicKey(dst []byte, s string) ([]byte, error) {
	kind, blob, _ := strings.Cut(s, " ")
	raw, err := base64.StdEncoding.Strict().DecodeString(blob)
	if err != nil {
		return dst, errPublicKey
	}
	k, err := ssh.ParsePublicKey(raw)
	if err != nil || k.Type() != kind || !bytes.Equal(k.Marshal(), raw) || base64.StdEncoding.EncodedLen(len(raw)) != len(blob) {
		return dst, errPublicKey // the last: line breaks between, which base64 passes over
	}
	if _, ok := k.(*ssh.Certificate); ok {
		return dst, errors.New("is a certificate; the plain key is needed")
	}
	return append(dst, s...), nil
}

var errPublicKey = errors.New("is not a public key, which is a type, a blank, and the base64 of a whole key of that type")
