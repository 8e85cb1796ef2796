package install

import (
	"fmt"
	"slices"
	"strings"
)

// Override is a setting that ours and somebody else's nix.conf both have.
type Override struct {
	Setting string
	Place   string // the file and the line of the other
	Wins    bool   // the other one counts, else ours
}

// Overrides returns the settings of our nix.conf, which is at path, that the
// system's nix.conf sets as well. The last line wins. more are files of users,
// which Nix reads afterwards.
func (h *Host) Overrides(path string, content []byte, more []string) ([]Override, error) {
	o := &overrides{ours: path, names: settings(string(content))}
	main, err := h.readText(nixConf)
	if err != nil {
		return nil, err
	}
	custom, err := h.readText(nixCustom)
	if err != nil {
		return nil, err
	}
	for i, line := range slices.Collect(strings.Lines(main)) {
		if hasInclude(line, "nix.custom.conf", nixCustom) {
			o.file(h.show(nixCustom), custom)
			continue
		}
		o.line(h.show(nixConf), i, line)
	}
	for _, p := range more {
		text, err := h.readText(p)
		if err != nil {
			continue // what a user has there is no reason to fail
		}
		o.passed = true
		o.file(h.show(p), text)
	}
	return o.found, nil
}

// settings returns the names that a nix.conf sets. Those with "extra-" add up.
func settings(text string) (names []string) {
	for line := range strings.Lines(text) {
		if w := nixWords(line); len(w) > 1 && w[1] == "=" && !strings.HasPrefix(w[0], "extra-") {
			names = append(names, w[0])
		}
	}
	return names
}

type overrides struct {
	ours   string
	names  []string
	passed bool // our line was
	found  []Override
}

func (o *overrides) file(name, text string) {
	for i, line := range slices.Collect(strings.Lines(text)) {
		o.line(name, i, line)
	}
}

func (o *overrides) line(name string, i int, line string) {
	if hasInclude(line, o.ours) {
		o.passed = true
		return
	}
	for _, set := range settings(line) {
		if slices.Contains(o.names, set) {
			o.found = append(o.found, Override{set, fmt.Sprintf("%s:%d", name, i+1), o.passed})
		}
	}
}
