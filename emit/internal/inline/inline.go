// Package inline writes how to reach a builder into the places that an entry
// of a machines file has for it, whatever its syntax: a store URI, the path of
// a key and one host key. It is the form for clients without an ssh_config.
//
// [Check] reports what does not fit into these places for the client's
// dialect. The other functions must not be used when it returns errors.
package inline

import (
	"cmp"
	"encoding/base64"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// sshPort is the port that a URI need not name.
const sshPort = 22

// URI returns the store URI of b with user, host and port in it, as c's
// dialect reads them, and the parameters of the portable URI. That of a builder
// without ssh stays as it is.
func URI(c *plan.Client, b *plan.Builder) string {
	if b.Protocol == "" {
		return b.URI
	}
	uri := b.Protocol + "://"
	if b.SSHUser != "" {
		uri += b.SSHUser + "@"
	}
	uri += host(b.HostName)
	if b.Port != sshPort && c.Can(plan.HostPortURI) {
		uri += ":" + strconv.Itoa(b.Port)
	}
	if _, params, ok := strings.Cut(b.URI, "?"); ok {
		uri += "?" + params
	}
	if b.Port != sshPort && c.Can(plan.QueryPortURI) {
		uri = withParam(uri, "port", strconv.Itoa(b.Port))
	}
	return uri
}

// host returns a host name, or an address in the brackets that tell its colons
// from the one before a port.
func host(name string) string {
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}

// SubstituterURI returns URI with the key and the host key as parameters, since
// a substituter has no columns for them.
func SubstituterURI(c *plan.Client, b *plan.Builder) string {
	uri := URI(c, b)
	if b.Protocol == "" {
		return uri
	}
	if b.SSHKey != "" {
		uri = withParam(uri, "ssh-key", b.SSHKey)
	}
	if pin := Base64HostKey(&b.Host); pin != "" {
		uri = withParam(uri, "base64-ssh-public-host-key", pin)
	}
	return uri
}

// withParam appends a parameter. "+" is a literal plus for Nix, and a blank is
// "%20".
func withParam(uri, name, value string) string {
	sep := "?"
	if strings.Contains(uri, "?") {
		sep = "&"
	}
	return uri + sep + name + "=" + strings.ReplaceAll(url.QueryEscape(value), "+", "%20")
}

// keyTypes are the types of host keys, that to prefer first: ed25519, then
// elliptic curves, then RSA. OpenSSH offers them in this order, too.
var keyTypes = []string{
	ssh.KeyAlgoED25519,
	ssh.KeyAlgoSKED25519,
	ssh.KeyAlgoECDSA256,
	ssh.KeyAlgoECDSA384,
	ssh.KeyAlgoECDSA521,
	ssh.KeyAlgoSKECDSA256,
	ssh.KeyAlgoRSA,
}

// HostKey returns the one pin to write, "TYPE BLOB", or "" if there is none.
func HostKey(h *plan.Host) string {
	if len(h.PublicHostKeys) == 0 {
		return ""
	}
	return slices.MinFunc(h.PublicHostKeys, func(a, b string) int {
		return cmp.Compare(slices.Index(keyTypes, keyType(a)), slices.Index(keyTypes, keyType(b)))
	})
}

// Base64HostKey returns HostKey as machines files and modules have it: base64
// of the whole line. Of the blob alone Nix makes a line without a type, which
// ssh skips.
func Base64HostKey(h *plan.Host) string {
	return base64.StdEncoding.EncodeToString([]byte(HostKey(h)))
}

func keyType(line string) string {
	t, _, _ := strings.Cut(line, " ")
	return t
}
