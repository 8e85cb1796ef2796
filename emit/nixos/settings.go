package nixos

import (
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// settings returns the client's part of nix.conf. The modules name the machines
// file themselves.
func settings(f form) nixprint.Set {
	var out nixprint.Set
	for _, s := range nixsetting.Of(f.client, f.storeURI) {
		out = append(out, nixprint.At(typed(s), s.Name))
	}
	return out
}

// typed returns the values as the options want them. The modules declare some
// settings with types, and merge the definitions of all others if they have one
// type, so a setting has the type that people give it by hand.
func typed(s nixsetting.Setting) nixprint.Value {
	if s.List {
		out := make(nixprint.Strings, len(s.Values))
		for i, v := range s.Values {
			out[i] = v.Text
		}
		return out
	}
	text := s.Values[0].Text
	switch n, err := strconv.ParseInt(text, 10, 64); {
	case isList(s.Name):
		return nixprint.Strings(words(text))
	case text == "true" || text == "false":
		return nixprint.Bool(text == "true")
	case err == nil && n >= 0 && strconv.FormatInt(n, 10) == text:
		return nixprint.Int(n)
	}
	return nixprint.String(text)
}

// lists are the settings that are lists in Nix or Lix (libstore/globals.hh,
// libexpr/eval-settings.hh) and may be in `settings`.
var lists = map[string]bool{
	"allowed-impure-host-deps": true,
	"allowed-uris":             true,
	"allowed-users":            true,
	"deprecated-features":      true,
	"experimental-features":    true,
	"extra-platforms":          true, // extra-extra-platforms
	"hashed-mirrors":           true,
	"ignored-acls":             true,
	"nix-path":                 true,
	"platforms":                true, // extra-platforms
	"plugin-files":             true,
	"sandbox-paths":            true,
	"substituters":             true, // of builders, as are those with "trusted"
	"system-features":          true,
	"trusted-public-keys":      true,
	"trusted-substituters":     true,
	"trusted-users":            true,
}

// words returns the items of a list. A no-break space is a part of one to Nix,
// and would end it for strings.Fields.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
}

func isList(name string) bool { return lists[strings.TrimPrefix(name, "extra-")] }
