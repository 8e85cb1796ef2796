package check

import (
	"regexp"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// Side is the machine whose nix.conf a setting is for.
type Side int

// A client sends builds, a builder does them.
const (
	ClientSide Side = iota
	BuilderSide
)

// ours are settings that follow from attributes. Each is a sentence that ends
// a detail. The names are without "extra-".
var ours = map[Side]map[string]string{
	ClientSide: {
		"build-hook":               "Leave it out: without Nix's own hook no builder is used.",
		"builders":                 "The builder blocks and use say it.",
		"builders-use-substitutes": "Write builders_use_substitutes.",
		"max-jobs":                 "Write max_jobs.",
		"secret-key-files":         "Write signing_secret_key_file.",
		"substituters":             "Builders with a cache block are added to it; a line of your own belongs to the machine's own nix.conf.",
		"system":                   "Leave it out: builders are chosen by their systems.",
		"trusted-public-keys":      "cache.public_key of the builders is added to it; a line of your own belongs to the machine's own nix.conf.",
		"trusted-substituters":     "Write cache.substituter = \"trusted\" in the builder.",
	},
	BuilderSide: {
		"cores":            "Write remote.cores.",
		"max-jobs":         "Write remote.max_jobs.",
		"secret-key-files": "Write cache.secret_key_file.",
		"system":           "Leave it out: systems of the builder says what it builds for.",
		"trusted-users":    "Write remote.trusted.",
	},
}

var (
	settingForm = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	urlUserInfo = regexp.MustCompile(`://[^/ ]*:[^/ ]*@`)
	upperInWord = regexp.MustCompile(`[A-Z]`)
)

// paths are settings that Nix takes for paths. From 2.34 on it ends every
// command, builds that stay here included, if one is not absolute or is empty.
var paths = []string{"build-dir", "diff-hook", "json-log-path", "netrc-file", "sandbox-build-dir", "ssl-cert-file"}

// NixSetting checks one entry of settings: a line of a nix.conf.
func NixSetting(side Side, key, value string) *Problem {
	if p := carried(value); p != nil {
		return p.inValue()
	}
	if p := settingKey(side, key); p != nil {
		return p
	}
	return settingValue(key, value).inValue()
}

func settingKey(side Side, key string) *Problem {
	if p := carried(key); p != nil {
		return p
	}
	if !settingForm.MatchString(key) {
		return New(diag.SettingValue, "%s is not the name of a nix.conf setting: lower-case words with \"-\" between them.%s", diag.Quote(key), kebabHint(key))
	}
	if key == "include" {
		return New(diag.SettingValue, "\"include\" is no setting: Nix would read the line as something else, and fail.")
	}
	name := strings.TrimPrefix(key, "extra-")
	if name == "access-tokens" {
		return New(diag.SettingSecret, "%s holds secrets. Keep it in a file that only root reads, and name that in the machine's own nix.conf with \"!include\".", diag.Quote(key))
	}
	if cure := ours[side][name]; cure != "" {
		return New(diag.SettingOurs, "%s is no setting for this map. %s", diag.Quote(key), cure)
	}
	return nil
}

// kebabHint offers the nix.conf spelling of a NixOS or snake_case name.
func kebabHint(key string) string {
	k := upperInWord.ReplaceAllStringFunc(key, func(s string) string { return "-" + strings.ToLower(s) })
	if k = strings.ReplaceAll(k, "_", "-"); settingForm.MatchString(k) {
		return " Write " + diag.Quote(k) + "."
	}
	return ""
}

// settingValue checks that nix.conf carries value as it is: it cuts lines at
// "#" and joins words with single blanks (libutil config.cc, applyConfig).
func settingValue(key, value string) *Problem {
	switch {
	case urlUserInfo.MatchString(value):
		return New(diag.SettingSecret, "The value of %s holds a password. Use netrc-file, whose file only root reads.", diag.Quote(key))
	case strings.Contains(value, "#"):
		return New(diag.SettingValue, "The value of %s holds \"#\", which starts a comment anywhere in nix.conf.", diag.Quote(key))
	case strings.Trim(value, " ") != value, strings.Contains(value, "  "):
		return New(diag.SettingValue, "The value of %s begins or ends with a blank, or has two in a row. nix.conf cannot keep them.", diag.Quote(key))
	case !slices.Contains(paths, key):
		return nil
	case value == "":
		return New(diag.SettingValue, "%s is a path, and from 2.34 on Nix stops at an empty one. Leave the setting out.", diag.Quote(key))
	}
	if p := notAbsolute(value); p != nil {
		return p
	}
	return unclean(value)
}
