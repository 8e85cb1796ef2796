package install

import (
	"fmt"
	"path"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// The files of the system that are read without being named, and those in
// which a line of ours names one.
const (
	sshDropIn  = "/etc/ssh/ssh_config.d/10-buildmachines.conf"
	sshConfig  = "/etc/ssh/ssh_config"
	nixConf    = "/etc/nix/nix.conf"
	nixCustom  = "/etc/nix/nix.custom.conf"
	sshInclude = "Include " + sshDropIn

	// UserLine makes ssh of a user read our stanzas first.
	UserLine = sshInclude
)

// Layout returns the items of a client. files are its outputs by their names
// below clients/<client>/. userConfigs are the ssh configurations of daemon
// users that are to begin with ours.
//
// The order is such that each item refers only to those before it: an absent
// machines.toml is a hard error on Lix main, and a stanza without its
// known_hosts refuses every host.
func (h *Host) Layout(c *plan.Client, files map[string][]byte, userConfigs []string) ([]Item, error) {
	if strings.ContainsAny(c.Dir, " \t#") {
		return nil, fmt.Errorf("dir %q cannot stand in an !include of nix.conf, which has no quoting", c.Dir)
	}
	var items []Item
	add := func(name, at string, restart bool) {
		if content, ok := files[name]; ok {
			items = append(items, Item{Path: at, Content: content, Restart: restart})
		}
	}
	add("machines", c.Dir+"/machines", false)
	add("machines.toml", c.Dir+"/machines.toml", false)
	add("known_hosts", c.Dir+"/known_hosts", false)
	add("ssh_config", sshDropIn, false)
	included, err := h.sshIncludes()
	if err != nil {
		return nil, err
	}
	if !included {
		items = append(items, Item{Path: sshConfig, Line: sshInclude, First: true})
	}
	for _, p := range userConfigs {
		items = append(items, Item{Path: p, Line: sshInclude, First: true})
	}
	add("nix.conf", c.Dir+"/nix.conf", true)
	item, err := h.nixInclude(c.Dir + "/nix.conf")
	if err != nil {
		return nil, err
	}
	return append(items, item...), nil
}

// sshIncludes reports whether ssh reads our drop-in without a line of ours:
// whether an Include of ssh_config covers it, for every host.
func (h *Host) sshIncludes() (bool, error) {
	text, err := h.readText(sshConfig)
	if err != nil {
		return false, err
	}
	text = setLine(text, "", false)
	for line := range strings.Lines(text) {
		keyword, args := sshWords(line)
		switch {
		case keyword == "host" || keyword == "match":
			// What stands below is for some hosts only.
			return false, nil
		case keyword == "include" && covers(args):
			return true, nil
		}
	}
	return false, nil
}

// sshWords splits a line of ssh_config: the keyword in lower case, and its
// arguments.
func sshWords(line string) (keyword string, args []string) {
	line = strings.TrimSpace(line)
	if line == "" || line[0] == '#' {
		return "", nil
	}
	end := strings.IndexAny(line, " \t=")
	if end < 0 {
		return strings.ToLower(line), nil
	}
	rest := strings.TrimLeft(line[end:], " \t")
	rest = strings.TrimPrefix(rest, "=")
	return strings.ToLower(line[:end]), strings.Fields(rest)
}

// covers reports whether one of the patterns of an Include matches our drop-in.
// Relative ones are below /etc/ssh (ssh_config(5)).
func covers(patterns []string) bool {
	for _, p := range patterns {
		p = strings.Trim(p, `"`)
		if !path.IsAbs(p) {
			p = "/etc/ssh/" + p
		}
		if ok, err := path.Match(p, sshDropIn); ok && err == nil {
			return true
		}
	}
	return false
}

// nixInclude returns the line that makes Nix read our nix.conf; nothing if
// somebody has written it already. Determinate's nix.conf is overwritten by its
// daemon, and includes a file for other people's settings.
func (h *Host) nixInclude(ours string) ([]Item, error) {
	line := "!include " + ours
	item := Item{Path: nixConf, Line: line, Restart: true}
	text, err := h.readText(nixConf)
	if err != nil {
		return nil, err
	}
	if hasInclude(text, "nix.custom.conf", nixCustom) {
		item.Path = nixCustom
		if text, err = h.readText(nixCustom); err != nil {
			return nil, err
		}
	}
	if hasInclude(setLine(text, "", false), ours) {
		return nil, nil
	}
	return []Item{item}, nil
}

// hasInclude reports whether a nix.conf includes one of the files.
func hasInclude(text string, files ...string) bool {
	for line := range strings.Lines(text) {
		words := nixWords(line)
		if len(words) != 2 || words[0] != "include" && words[0] != "!include" {
			continue
		}
		for _, f := range files {
			if words[1] == f {
				return true
			}
		}
	}
	return false
}

// nixWords splits a line of nix.conf as Nix does: up to the first "#", at
// blanks (libutil configuration.cc).
func nixWords(line string) []string {
	line, _, _ = strings.Cut(line, "#")
	return strings.Fields(line)
}
