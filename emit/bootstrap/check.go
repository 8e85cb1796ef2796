package bootstrap

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/platform"
)

// check reports what a script can hold, and the programs that it calls would
// misread.
func check(s *plan.Setup) hcl.Diagnostics {
	c := checker{setup: s}
	c.platform()
	c.user()
	c.line("", "The name of the builder", s.Name)
	c.paths()
	if uid := s.Remote.UID; uid < 0 || uid > maxUID {
		c.refuse("remote.uid", "The number %s is none of an account.", strconv.Itoa(uid))
	}
	return c.diags
}

// maxUID leaves out what some systems keep for "no account": -1 in 32 bits, and
// in 31.
const maxUID = 1<<31 - 2

type checker struct {
	setup *plan.Setup
	diags hcl.Diagnostics
}

func (c *checker) refuse(path, format string, args ...any) {
	c.diags = append(c.diags, diag.New(diag.BootstrapValue, c.setup.Origins.At(path), format, args...))
}

func (c *checker) platform() {
	r := c.setup.Remote
	if !platform.Of(r.Platform).Builder {
		c.refuse("remote.platform", "No script knows %s.", diag.Quote(r.Platform))
	}
	if !slices.Contains([]string{"multi-user", "single-user", "nix-user-chroot", "proot"}, r.Install) {
		c.refuse("remote.install", "No script knows a Nix that is installed as %s.", diag.Quote(r.Install))
	}
}

// Names of accounts. A new one has to please useradd, adduser and dscl alike. One
// that is there already has only to be a word: "-" in front is an option, and
// ":" ends a field of passwd.
var (
	newAccount = regexp.MustCompile(`^[a-z_][a-z0-9_-]{0,30}$`)
	anyAccount = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9._-]{0,254}$`)
)

func (c *checker) user() {
	u := c.setup.SSHUser
	switch {
	case !anyAccount.MatchString(u):
		c.refuse("ssh_user", "%s is no name of an account.", diag.Quote(u))
	case !c.setup.Remote.HasDaemon(), platform.Of(c.setup.Remote.Platform).Declarative():
	case !newAccount.MatchString(u):
		c.refuse("ssh_user", "%s is no name that every system gives to a new account. Use small letters, digits, `_` and `-`, at most 31, and begin with a letter.", diag.Quote(u))
	}
}

func (c *checker) paths() {
	r := c.setup.Remote
	if c.setup.Remote.HasDaemon() {
		c.path("remote.home", "The home", r.Home, ":")
	}
	c.path("remote.wrapper_path", "The path of the wrapper", r.WrapperPath, "")
	if r.StorePath != "" {
		c.path("remote.store_path", "The store's path", r.StorePath, "")
	}
	without := "'"
	if !r.Wrapper && !c.setup.Remote.HasDaemon() {
		without = ":'" // otherwise the wrapper or sshd_config says so
	}
	for i, dir := range r.NixPath {
		c.path(plan.Item("remote.nix_path", i), "A folder of nix_path", dir, without)
	}
}

// path refuses what is not absolute, has a second spelling, or holds one of the
// characters.
func (c *checker) path(path, what, s, without string) {
	if !c.line(path, what, s) {
		return
	}
	parts := strings.Split(s, "/")
	switch i := strings.IndexAny(s, without); {
	case !strings.HasPrefix(s, "/"):
		c.refuse(path, "%s, %s, does not begin with /.", what, diag.Quote(s))
	case slices.Contains(parts[1:], ""), slices.Contains(parts, "."), slices.Contains(parts, ".."):
		c.refuse(path, "%s, %s, is a folder that has a shorter name, or the root. Write the path without //, /./, /../ and / at its end.", what, diag.Quote(s))
	case i >= 0:
		c.refuse(path, "%s, %s, holds %s, which ends it for the programs there.", what, diag.Quote(s), diag.Quote(s[i:i+1]))
	}
}

// line refuses what is more than a line: the script shows it, and lists it.
func (c *checker) line(path, what, s string) bool {
	i := strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
	if i >= 0 {
		c.refuse(path, "%s holds a line break or another control character.", what)
	}
	return i < 0
}
