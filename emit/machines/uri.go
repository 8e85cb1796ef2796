package machines

import (
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
)

// lockNameLimit is what Linux and macOS allow for a file name.
const lockNameLimit = 255

// lockSuffix is the longest that Nix appends to a store URI to name a lock
// file; a slot ("-65534") is shorter.
const lockSuffix = len(".upload-lock")

// uriFault says why Nix versions read a store URI differently or not at all,
// or returns "". From Nix 2.23 on, one URI that cannot be parsed fails every
// build on the host.
func uriFault(uri string) string {
	scheme, rest, found := strings.Cut(uri, "://")
	if !found {
		word, _, _ := strings.Cut(uri, "?")
		if word != "auto" && word != "daemon" && word != "local" {
			return "has no scheme, and Nix versions complete it differently"
		}
		return uriByteFault(uri)
	}
	if !isScheme(scheme) {
		return "has a scheme that is not a word in lower case"
	}
	if scheme == "ssh" || scheme == "ssh-ng" {
		host, _, _ := strings.Cut(rest, "?")
		if why := aliasFault(host); why != "" {
			return why
		}
	}
	return uriByteFault(rest)
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || !strings.ContainsRune("0123456789+.-", rune(c))) {
			return false
		}
	}
	return s != ""
}

// aliasFault says why host is not a name that every version hands to ssh as it
// is. User, port and address belong to the ssh stanza.
func aliasFault(host string) string {
	switch {
	case host == "":
		return "has no host"
	case host == "localhost":
		return "makes Nix build here, without ssh"
	case host[0] == '-':
		return "has a host that begins with `-`, which ssh takes for an option"
	}
	for i := range len(host) {
		if c := host[i]; !isAlphanumeric(c) && c != '.' && c != '_' && c != '-' {
			return "has more than an alias before its parameters: Nix versions differ on users, ports, IPv6 addresses and slashes there"
		}
	}
	return ""
}

// uriByteFault allows the characters of RFC 3986 without the brackets of IPv6
// addresses, which Nix versions read in four ways, and without `;` and `#`,
// which end a column.
func uriByteFault(s string) string {
	for i := range len(s) {
		c := s[i]
		switch {
		case c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])):
			return "contains `%` without two hexadecimal digits"
		case !isAlphanumeric(c) && !strings.ContainsRune("-._~!$&'()*+,=:@/?%", rune(c)):
			return "contains a character that must be percent-encoded there"
		}
	}
	return ""
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// lockNames reports URIs after which Nix cannot name its lock files.
func (k *checker) lockNames() {
	for _, b := range k.client.Builders {
		uri := connectionTo(k.client, b, k.inline).uri
		if n := renderedLength(uri) + lockSuffix; n > lockNameLimit {
			path, cure := longestPart(b)
			k.report(b, diag.URITooLong, path,
				"Nix would name a lock file with %d bytes after the store URI of %s; file systems allow %d. %s",
				n, diag.Quote(b.Name), lockNameLimit, cure)
		}
	}
}

// longestPart returns the attribute that makes the store URI of b long, and
// what to do about it.
func longestPart(b *plan.Builder) (path, cure string) {
	switch {
	case b.Protocol == "":
		return "uri", "Shorten the URI."
	case strings.Contains(b.URI, "?"):
		return "uri_params", "Shorten the parameters of the URI."
	}
	return "host_name", "Without --inline the URI has the builder's name only."
}

// renderedLength is how long uri can become in the name of a lock file. Nix
// since 2.23 writes `local?x` as `local://?x`, and encodes in parameters all
// but unreserved characters and `:@/?` (encodeQuery in libutil url.cc).
func renderedLength(uri string) int {
	n := len(uri)
	if !strings.Contains(uri, "://") {
		n += len("://")
	}
	_, query, _ := strings.Cut(uri, "?")
	for _, param := range strings.Split(query, "&") {
		_, value, _ := strings.Cut(param, "=")
		for i := range len(value) {
			if strings.IndexByte("!$'()*+,=", value[i]) >= 0 {
				n += len("%XX") - 1
			}
		}
	}
	return n
}
