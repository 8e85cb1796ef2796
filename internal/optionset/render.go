package optionset

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Line returns the line that all module systems write into /etc/nix/machines
// for an entry of buildMachines: nixpkgs nixos/modules/config/nix-remote-build.nix,
// of which the others have copies.
func Line(entry any) string {
	m, _ := entry.(map[string]any)
	before := ""
	if m["protocol"] != nil {
		before = text(m["protocol"]) + "://"
	}
	if m["sshUser"] != nil {
		before += text(m["sshUser"]) + "@"
	}
	columns := []string{
		before + text(m["hostName"]), column(m["systems"]), column(m["sshKey"]), text(m["maxJobs"]), text(m["speedFactor"]),
		column(slices.Concat(list(m["supportedFeatures"]), list(m["mandatoryFeatures"]))), column(m["mandatoryFeatures"]), column(m["publicHostKey"]),
	}
	return strings.Join(columns, " ")
}

// column writes a list or a text that may be null or empty.
func column(v any) string {
	if items, ok := v.([]any); ok {
		v = strings.Join(texts(items), ",")
	}
	if v == nil || v == "" {
		return "-"
	}
	return text(v)
}

func list(v any) []any {
	items, _ := v.([]any)
	return items
}

func texts(items []any) []string {
	var out []string
	for _, v := range items {
		out = append(out, text(v))
	}
	return out
}

// text is what Nix's toString makes of v, but that fractions have no zeros at
// the end.
func text(v any) string {
	if attrs, ok := v.(map[string]any); ok {
		v = attrs["value"] // of a float
	}
	if f, ok := v.(float64); ok {
		return strconv.FormatFloat(f, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// Conf returns the line of nix.conf that a module system writes for a setting.
func Conf(name string, value any) string {
	if items, ok := value.([]any); ok {
		value = strings.Join(texts(items), " ")
	}
	return strings.TrimSuffix(name+" = "+text(value), " ")
}
