package check

import (
	"regexp"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

var schemeForm = regexp.MustCompile(`^[a-z][a-z0-9+.-]*$`)

// uriBytes are what every Nix reads in a URI (url-parts.hh), without those
// that end a column or an entry of a machines file.
const uriBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&()*+=:@/%,"

// StoreURI checks the URI of a store that is not reached by ssh.
func StoreURI(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	scheme, rest, ok := strings.Cut(s, "://")
	switch {
	case s == "daemon":
		return nil
	case !ok:
		return noScheme(s)
	case isSSH(strings.ToLower(scheme)):
		return New(diag.SSHInURI, "Leave uri out. Write host_name, and where needed port, ssh_user, and protocol = \"ssh\" or \"ssh-ng\".")
	case !schemeForm.MatchString(scheme):
		return badURI("%s is not a lower-case scheme, and Nix knows no other.", diag.Quote(scheme))
	}
	return afterScheme(scheme, rest)
}

func badURI(format string, args ...any) *Problem { return New(diag.InvalidURI, format, args...) }

func isSSH(scheme string) bool {
	return scheme == "ssh" || scheme == "ssh-ng" || scheme == "mounted-ssh-ng" || scheme == "legacy-ssh"
}

// noScheme explains a URI that Nix would complete in its own way.
func noScheme(s string) *Problem {
	switch word, _, _ := strings.Cut(s, "?"); {
	case word == "auto", word == "local":
		return badURI("%s is the client's own store. A builder is another one.", diag.Quote(s))
	case word == "daemon":
		return badURI("Write \"daemon\", and put the parameters into uri_params.")
	case s[0] == '/':
		return badURI("%s has no scheme, and Nix versions disagree about a path. Write unix:// or local:// before it.", diag.Quote(s))
	}
	return badURI("%s has no scheme. For a machine that is reached by ssh, write host_name instead of uri.", diag.Quote(s))
}

// afterScheme checks what follows "://".
func afterScheme(scheme, rest string) *Problem {
	authority, _, _ := strings.Cut(rest, "/")
	user, _, hasUser := strings.Cut(authority, "@")
	switch {
	case rest == "" && scheme == "unix":
		return nil // the daemon's default socket
	case rest == "":
		return badURI("The URI names no store after \"%s://\".", scheme)
	case strings.Contains(rest, "?"):
		return badURI("Put what follows the \"?\" into uri_params, which encodes it.")
	case hasUser && strings.Contains(user, ":"):
		return badURI("The URI holds a password. Inventories and machines files are read by everybody: use netrc-file.")
	case strings.HasSuffix(rest, "/"):
		return badURI("Leave out the \"/\" at the end: some versions take it for a part of the name.")
	}
	return uriForm(rest)
}

func uriForm(rest string) *Problem {
	for i, r := range rest {
		if !strings.ContainsRune(uriBytes, r) {
			return badURI("%s cannot stand in a URI. Write it as %%XX, by the bytes of its UTF-8 form.", diag.Quote(string(r)))
		}
		if r == '%' && !isHex(rest[i+1:]) {
			return badURI("A \"%%\" in a URI is followed by two hexadecimal digits.")
		}
	}
	return nil
}

// isHex reports whether s begins with two hexadecimal digits.
func isHex(s string) bool {
	return len(s) >= 2 && only(strings.ToLower(s[:2]), func(c byte) bool { return isDigit(c) || 'a' <= c && c <= 'f' })
}
