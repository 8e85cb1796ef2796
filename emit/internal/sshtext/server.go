package sshtext

import (
	"errors"
	"io"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	paths "github.com/buildmachines/buildmachines/emit/internal/place"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// Server is a part of sshd_config: what the account of a builder may do, and
// how many connections may come at once. No other account is affected.
type Server struct {
	Setup *plan.Setup
	// KeysFile is the value of AuthorizedKeysFile. "" is where our own file is.
	KeysFile string
	// KeysCommand is the value of AuthorizedKeysCommand. "" is none.
	KeysCommand string
}

// Check reports every value that sshd_config cannot say. Emit must not be
// called if it returns errors.
func (f Server) Check() hcl.Diagnostics {
	p := f.printer()
	p.startups()
	p.account()
	return p.diags
}

// Emit writes the sshd_config to w. The same plan gives the same bytes, always.
func (f Server) Emit(w io.Writer) error {
	p := f.printer()
	p.out = append(p.out, header...)
	p.out = append(p.out, '\n')
	p.startups()
	p.out = append(p.out, '\n')
	p.account()
	return p.flush(w, 0)
}

// MatchBlock returns the part that concerns the account, for modules that have
// an option for MaxStartups. It ends with "Match All" and a line end.
// [Server.Check] reports what cannot stand in it.
func (f Server) MatchBlock() string {
	p := f.printer()
	p.account()
	return string(p.out)
}

// MaxStartups returns the value of the keyword of that name.
func (f Server) MaxStartups() string {
	// From n connections on that have not logged in yet, sshd drops 30 of 100,
	// and from 2n on all (MaxStartups in sshd_config(5)).
	n := f.Setup.Remote.MaxStartups
	return strconv.Itoa(n) + ":30:" + strconv.Itoa(2*n)
}

func (f Server) printer() *serverPrinter {
	return &serverPrinter{printer{code: diag.SSHDConfigValue, format: "sshd_config"}, f}
}

type serverPrinter struct {
	printer
	Server
}

// maxStartups keeps twice the number in sshd's int.
const maxStartups = 1 << 20

func (p *serverPrinter) startups() {
	if n := p.Setup.Remote.MaxStartups; n < 1 || n > maxStartups {
		p.refuse(p.Setup.Origins.At("remote.max_startups"), "MaxStartups", strconv.Itoa(n), errors.New("is not between 1 and "+strconv.Itoa(maxStartups)))
	}
	p.out = append(p.out, "MaxStartups "+p.MaxStartups()+"\n"...)
}

// onlyKeys lets nothing but our keys in, whatever sshd_config asks of other
// accounts: certificates, a second method, a chroot, a command instead of the
// wrapper. Every keyword is one that OpenSSH 7.6 takes after Match; an unknown
// one would keep sshd from starting.
const onlyKeys = `  AuthorizedPrincipalsFile none
  TrustedUserCAKeys none
  AuthenticationMethods publickey
  PubkeyAuthentication yes
  PasswordAuthentication no
  KbdInteractiveAuthentication no
  HostbasedAuthentication no
  ForceCommand none
  ChrootDirectory none
`

// onlyBuilds repeats "restrict" of authorized_keys, for a key that got there
// without it. AcceptEnv here takes the place of one for all accounts: a client
// that may send any variable sends BASH_ENV, which a login shell runs before the
// wrapper. The keyword knows no "none", so it names a variable that nobody has.
const onlyBuilds = `  AllowTcpForwarding no
  AllowStreamLocalForwarding no
  AllowAgentForwarding no
  X11Forwarding no
  GatewayPorts no
  PermitTunnel no
  PermitTTY no
  PermitUserRC no
  AcceptEnv BUILDMACHINES_NONE
`

// account prints the block of the account. What stands after it must not
// become part of it. Trap 9.
func (p *serverPrinter) account() {
	o, user := &p.Setup.Origins, p.Setup.SSHUser
	p.out = append(p.out, "Match User "...)
	p.token(place{o, "ssh_user", whole}, "The account", user, sshquote.Name)
	if user == "root" {
		p.refuse(o.At("ssh_user"), "The account", user, errRoot)
	}
	p.out = append(p.out, '\n')
	p.keys()
	p.out = append(p.out, onlyKeys...)
	p.out = append(p.out, onlyBuilds...)
	p.environment()
	p.out = append(p.out, "Match All\n"...)
}

var errRoot = errors.New("has keys and passwords of its own, which would no longer let the administrators in; give builds an account of their own")

func (p *serverPrinter) keys() {
	file, command := p.KeysFile, p.KeysCommand
	if file == "" {
		file = paths.AuthorizedKeys(p.Setup.SSHUser)
	}
	if command == "" {
		command = "none"
	}
	p.out = append(p.out, "  AuthorizedKeysFile "+file+"\n  AuthorizedKeysCommand "+command+"\n"...)
}

// usualPath is where commands are that Nix needs, after the folders with Nix.
const usualPath = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"

// environment says what a wrapper would: where Nix is, and that nothing but its
// daemon may be asked. sshd honours only the first SetEnv of a scope (trap 23),
// so everything is in one.
func (p *serverPrinter) environment() {
	r := p.Setup.Remote
	if r.Wrapper {
		return
	}
	p.out = append(p.out, "  # SetEnv needs OpenSSH 7.8.\n  SetEnv NIX_REMOTE=daemon"...)
	if len(r.NixPath) > 0 {
		p.path(r.NixPath)
	}
	p.out = append(p.out, '\n')
}

func (p *serverPrinter) path(folders []string) {
	p.out = append(p.out, " PATH="...)
	for i, folder := range folders {
		p.token(place{&p.Setup.Origins, "remote.nix_path", i}, "A folder of nix_path", folder, sshquote.Folder)
		p.out = append(p.out, ':')
	}
	p.out = append(p.out, usualPath...)
}
