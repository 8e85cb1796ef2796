package session

import (
	"path"
	"slices"
	"strings"
)

const variable = "NIX_CONFIG="

// Environ returns env with a NIX_CONFIG that sets builders. What NIX_CONFIG says
// already stays, in front: Nix reads it line by line after every nix.conf, and
// the last value of a setting counts (libutil config.cc, applyConfig).
func Environ(env []string, builders string) []string {
	config := ""
	out := slices.DeleteFunc(slices.Clone(env), func(v string) bool {
		value, is := strings.CutPrefix(v, variable)
		if is {
			config = value
		}
		return is
	})
	if config != "" && !strings.HasSuffix(config, "\n") {
		config += "\n"
	}
	return append(out, strings.TrimRight(variable+config+"builders = "+builders, " "))
}

// dropsEnvironment are programs that give the command they start an environment
// of its own, and another user.
var dropsEnvironment = []string{"sudo", "doas", "run0", "pkexec"}

// Drops returns the name of the program if it starts commands without our
// NIX_CONFIG, else "".
func Drops(argv []string) string {
	name := path.Base(argv[0])
	if !slices.Contains(dropsEnvironment, name) || slices.ContainsFunc(argv[1:], keeps) {
		return ""
	}
	return name
}

// keeps recognises sudo's flags for all of the environment or for our variable,
// and whatever else names it.
func keeps(arg string) bool {
	return arg == "-E" || arg == "--preserve-env" || strings.Contains(arg, strings.TrimSuffix(variable, "="))
}
