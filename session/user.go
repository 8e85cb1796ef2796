package session

import (
	"os"
	"os/user"
	"slices"
	"strconv"
	"strings"
)

// trusts matches the current user with trusted-users as the daemon does (libstore
// matchUser in daemon.cc): "*", names, and groups after "@".
func trusts(trusted []string) Trust {
	me, err := user.Current()
	if err != nil {
		return Unknown
	}
	verdict := Untrusted
	for _, who := range trusted {
		group, isGroup := strings.CutPrefix(who, "@")
		switch {
		case who == "*" || who == me.Username:
			return Trusted
		case !isGroup:
			continue
		}
		switch in(me, group) {
		case Trusted:
			return Trusted
		case Unknown:
			verdict = Unknown
		}
	}
	return verdict
}

// in reports a member of the group as trusted. A group that we cannot find may be
// in a directory that the daemon can look into.
func in(me *user.User, name string) Trust {
	g, err := user.LookupGroup(name)
	if err != nil {
		return Unknown
	}
	ids, err := me.GroupIds()
	if err != nil {
		return Unknown
	}
	if groups, err := os.Getgroups(); err == nil {
		for _, id := range groups {
			ids = append(ids, strconv.Itoa(id))
		}
	}
	if slices.Contains(ids, g.Gid) {
		return Trusted
	}
	return Untrusted
}
