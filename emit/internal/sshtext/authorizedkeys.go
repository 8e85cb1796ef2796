package sshtext

import (
	"errors"
	"io"
	"net/netip"
	"strconv"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// maxKeyLine is the longest line, without its end, that every OpenSSH reads:
// 7.6 passes over a longer one without a word (authfile.c, read_keyfile_line
// with SSH_MAX_PUBKEY_BYTES).
const maxKeyLine = 16382

// AuthorizedKeys is an authorized_keys: who may log in to the account of a
// builder, and to do what.
type AuthorizedKeys struct{ Setup *plan.Setup }

// Check reports every value that authorized_keys cannot say. Emit must not be
// called if it returns errors.
func (f AuthorizedKeys) Check() hcl.Diagnostics {
	_, diags := f.Lines()
	return diags
}

// Emit writes the authorized_keys to w, a line for each key of each client, in
// the order of their names. The same plan gives the same bytes, always.
func (f AuthorizedKeys) Emit(w io.Writer) error {
	p := f.print()
	for _, line := range p.lines {
		p.out = append(p.out, line...)
		p.out = append(p.out, '\n')
	}
	return p.flush(w, 0)
}

// Lines returns the lines without their ends and without a header, for what
// keeps them in a file of its own making, and what cannot stand in them.
func (f AuthorizedKeys) Lines() ([]string, hcl.Diagnostics) {
	p := f.print()
	return p.lines, p.diags
}

func (f AuthorizedKeys) print() *keyPrinter {
	p := &keyPrinter{printer: printer{code: diag.AuthorizedKeysValue, format: "authorized_keys"}, setup: f.Setup}
	p.everyone = p.ranges(f.Setup.Remote.From, &f.Setup.Origins, "remote.from")
	p.restrict()
	for _, v := range f.Setup.Visits {
		p.client(v.Client)
	}
	p.out = append(p.out[:0], header...)
	return p
}

type keyPrinter struct {
	printer
	setup    *plan.Setup
	everyone []netip.Prefix // where clients may come from, whoever they are
	options  string         // of every key, but for the end of the command
	lines    []string
}

// restrict prepares the options of every key: no forwarding of any kind, no
// terminal, no ~/.ssh/rc, and no command but ours. sshd runs it through the
// account's login shell.
func (p *keyPrinter) restrict() {
	p.out = append(p.out[:0], "restrict"...)
	if r := p.setup.Remote; r.Wrapper {
		p.out = append(p.out, `,command="/bin/sh `...)
		p.token(place{&p.setup.Origins, "remote.wrapper_path", whole}, "The path of the wrapper", r.WrapperPath, sshquote.ServerPath)
	}
	p.options = string(p.out)
}

// begin starts a line of a client. Where clients have stores of their own, the
// command says whose it is.
func (p *keyPrinter) begin(c *plan.Client) {
	p.out = append(p.out[:0], p.options...)
	r := p.setup.Remote
	if r.Wrapper && r.ClientStores {
		p.out = append(append(p.out, ' '), c.Name...) // checked where it is the comment
	}
	if r.Wrapper {
		p.out = append(p.out, '"')
	}
}

func (p *keyPrinter) client(c *plan.Client) {
	from := p.from(c)
	for i, key := range c.SSHPublicKeys {
		p.begin(c)
		if len(from) > 0 {
			p.out = append(p.out, `,from="`...)
			p.out = append(sshquote.Ranges(p.out, from), '"')
		}
		p.out = append(p.out, ' ')
		where := place{&c.Origins, "ssh_public_keys", i}
		p.token(where, "A key", key, sshquote.PublicKey)
		p.out = append(p.out, ' ')
		p.token(place{&c.Origins, "", whole}, "The name of a client", c.Name, sshquote.Name)
		if len(p.out) > maxKeyLine {
			p.refuse(where.at(), "A key", key, errKeyLine)
		}
		p.lines = append(p.lines, string(p.out))
	}
}

var errKeyLine = errors.New("makes the line longer than " + strconv.Itoa(maxKeyLine) + " bytes, which OpenSSH 7.6 passes over")
