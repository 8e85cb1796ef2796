package check

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// paramsElsewhere are store parameters that an inventory says otherwise or not
// at all. Each is a sentence that ends a detail.
var paramsElsewhere = map[string]string{
	"ssh-key":                    "Write ssh_key.",
	"ssh-public-host-key":        "Write public_host_keys.",
	"base64-ssh-public-host-key": "Write public_host_keys, with the plain line.",
	"port":                       "Write port: Nix ignores the parameter, and only Lix from 2.93 on reads it.",
	"user":                       "Write ssh_user.",
	"system":                     "Write systems.",
	"systems":                    "Write systems.",
	"system-features":            "Write supported_features: the parameter changes nothing on the builder.",
	"max-jobs":                   "Write max_jobs.",
	"max-connections":            "Leave it out: Nix before 2.32 stops for ever when an ssh-ng builder has more than one, and Lix dropped it.",
	"priority":                   "Write cache.priority: the parameter is for substituters.",
	"trusted":                    "Leave it out: the parameter is for substituters, and cache.public_key says whom to trust.",
	"want-mass-query":            "Leave it out: the parameter is for substituters.",
}

// paramNames are the parameters that do something for a builder.
var paramNames = []string{
	"compress", "remote-program", "remote-store", // ssh, ssh-ng
	"path-info-cache-size", "store",
	"log", "physical", "read-only", "real", "require-sigs", "root", "state", // local
	"endpoint", "profile", "region", "scheme", // s3
}

// URIParam checks one entry of uri_params.
func URIParam(key, value string) *Problem {
	if p := carried(key); p != nil {
		return p
	}
	if cure := paramsElsewhere[key]; cure != "" {
		return badParam("%s is no parameter for uri_params. %s", diag.Quote(key), cure)
	}
	if !slices.Contains(paramNames, key) {
		return badParam("No store of Nix has a parameter %s; Nix would ignore it.%s", diag.Quote(key), didYouMean(key, paramNames))
	}
	if p := Text(value); p != nil {
		return p.inValue()
	}
	switch key {
	case "compress", "read-only", "require-sigs":
		return boolParam(key, value).inValue()
	case "remote-program", "remote-store":
		return shellParam(key, value).inValue()
	}
	return nil
}

func badParam(format string, args ...any) *Problem {
	return New(diag.InvalidURIParam, format, args...)
}

func boolParam(key, value string) *Problem {
	if value != "true" && value != "false" {
		return badParam("%s is \"true\" or \"false\", not %s.", diag.Quote(key), diag.Quote(value))
	}
	return nil
}

// shellBytes are what both a shell and Nix leave as they are. The builder's
// shell reads the command: remote-program everywhere up to Nix 2.19, and
// remote-store from Nix 2.20 on.
const shellBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._+=:@/%,"

// shellParam checks a value that becomes a part of the command on the builder.
// A blank separates words of remote-program ("sudo nix-daemon").
func shellParam(key, value string) *Problem {
	allowed := shellBytes
	if key == "remote-program" {
		allowed += " "
	}
	for _, r := range value {
		if !strings.ContainsRune(allowed, r) {
			return badParam("The value of %s holds %s, which the shell of the builder would read in its own way. Put the command into a file on the builder, and name that.", diag.Quote(key), diag.Quote(string(r)))
		}
	}
	if value[0] == '-' || strings.Trim(value, " ") != value || strings.Contains(value, "  ") {
		return badParam("The value of %s begins with \"-\", or has a blank too many.", diag.Quote(key))
	}
	return nil
}
