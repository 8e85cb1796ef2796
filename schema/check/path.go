package check

import (
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// maxPath keeps paths below what macOS takes (PATH_MAX 1024).
const maxPath = 1023

// store is where all users can read everything.
const store = "/nix/store"

// AbsPath checks the path of a file that must not be in the Nix store, such as
// a key.
func AbsPath(s string) *Problem {
	if p := AnyPath(s); p != nil {
		return p
	}
	if s == store || strings.HasPrefix(s, store+"/") {
		return New(diag.PathInStore, "Everybody can read %s. Put the file somewhere else, and give that path.", diag.Quote(s))
	}
	return nil
}

// Dir checks a folder that is named in nix.conf and ssh_config: neither has a
// way to write these characters that all its readers understand.
func Dir(s string) *Problem {
	if p := AbsPath(s); p != nil {
		return p
	}
	if i := strings.IndexAny(s, " #;%,"); i >= 0 {
		return badPath("%s holds %s, which nix.conf or ssh_config cannot carry.", diag.Quote(s), diag.Quote(s[i:i+1]))
	}
	return nil
}

// AnyPath checks an absolute path. Blanks are allowed; what OpenSSH versions
// read differently (quotes, backslash, "${") is not.
func AnyPath(s string) *Problem {
	if p := Text(s); p != nil {
		return p
	}
	if p := notAbsolute(s); p != nil {
		return p
	}
	switch i := strings.IndexAny(s, "\"'\\`"); {
	case len(s) > maxPath:
		return badPath("The path has %d bytes. The most is %d.", len(s), maxPath)
	case i >= 0:
		return badPath("%s holds %s, which OpenSSH versions read differently.", diag.Quote(s), diag.Quote(s[i:i+1]))
	case strings.Contains(s, "${"):
		return badPath("%s holds \"${\", which ssh would replace by an environment variable.", diag.Quote(s))
	}
	return unclean(s)
}

func badPath(format string, args ...any) *Problem { return New(diag.InvalidPath, format, args...) }

// notAbsolute finds what is written in place of an absolute path.
func notAbsolute(s string) *Problem {
	const rule = "Write the path from \"/\" on: the daemon runs in \"/\", and its home is root's."
	switch {
	case s[0] == '/':
		return nil
	case s[0] == '~', s[0] == '$':
		return badPath("Nobody expands the beginning of %s. %s", diag.Quote(s), rule)
	case strings.HasPrefix(s, "file:"):
		return badPath("%s is a URI. %s", diag.Quote(s), rule)
	case strings.HasPrefix(s, "ssh-"), strings.HasPrefix(s, "ecdsa-"), strings.HasPrefix(s, "AAAA"):
		return badPath("The value is a key, not the path of a file. %s", rule)
	}
	return badPath("%s is not absolute. %s", diag.Quote(s), rule)
}

// unclean finds a path with a second spelling: two spellings of one path look
// like two.
func unclean(s string) *Problem {
	switch dirs := s + "/"; {
	case s == "/":
		return badPath("\"/\" is the root folder. Name a file or folder in it.")
	case strings.HasSuffix(s, "/"):
		return badPath("Leave out the \"/\" at the end of %s.", diag.Quote(s))
	case strings.HasSuffix(s, " "):
		return badPath("%s ends with a blank.", diag.Quote(s))
	case strings.Contains(dirs, "//"), strings.Contains(dirs, "/./"), strings.Contains(dirs, "/../"):
		return badPath("Write %s without \"//\", \"/./\" and \"/../\".", diag.Quote(s))
	}
	return nil
}
