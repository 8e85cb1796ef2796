package sshtext

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

// maxPinLine is the longest line, with its end, that OpenSSH up to 7.7 reads;
// it passes over a longer one without a word (hostfile.c: line[8192]).
const maxPinLine = 8190

// KnownHosts is a known_hosts: the pins of a client's hosts.
type KnownHosts struct{ Client *plan.Client }

// Check reports every value that known_hosts cannot say. Emit must not be
// called if it returns errors.
func (f KnownHosts) Check() hcl.Diagnostics {
	p := newPinPrinter()
	hosts := pinned(f.Client)
	for _, h := range hosts {
		p.host(h)
		p.out = p.out[:0]
	}
	p.strangers(hosts)
	return p.diags
}

// Emit writes the known_hosts to w: the hosts in the order of
// [plan.Client.Hosts], the pins of each in the order of the inventory. The
// same plan gives the same bytes, always.
func (f KnownHosts) Emit(w io.Writer) error {
	p := newPinPrinter()
	p.out = append(p.out, header...)
	hosts := pinned(f.Client)
	for _, h := range hosts {
		p.host(h)
		if err := p.flush(w, flushAt); err != nil {
			return err
		}
	}
	return p.flush(w, 0)
}

func pinned(c *plan.Client) []*plan.Host {
	return slices.DeleteFunc(c.Hosts(), func(h *plan.Host) bool { return !h.Pinned() })
}

type pinPrinter struct {
	printer
	field []byte // the names of a host, used again for the next
	blob  []byte // what the base64 of a key encodes, likewise
}

func newPinPrinter() *pinPrinter {
	return &pinPrinter{printer: printer{code: diag.KnownHostsValue, format: "known_hosts"}}
}

func (p *pinPrinter) host(h *plan.Host) {
	p.names(h)
	for i, k := range h.PublicHostKeys {
		p.pin("", k, place{&h.Origins, "public_host_keys", i})
	}
	for i, k := range h.HostCertificateAuthorities {
		p.pin("@cert-authority ", k, place{&h.Origins, "host_certificate_authorities", i})
	}
}

// names makes p.field the first field of the lines of h, each name once.
func (p *pinPrinter) names(h *plan.Host) {
	p.field = p.field[:0]
	for i := range countNames(h) {
		n := nameOf(h, i)
		if isRepeated(h, i) {
			continue
		}
		if i > 0 {
			p.field = append(p.field, ',')
		}
		if err := sshquote.CheckAddress(n.host); err != nil {
			p.refuse(h.Origins.At(n.path()), "A host name", n.host, err)
		}
		p.field = n.append(p.field)
	}
}

func (p *pinPrinter) pin(marker, key string, where place) {
	start := len(p.out)
	p.out = append(p.out, marker...)
	p.out = append(p.out, p.field...)
	p.out = append(p.out, ' ')
	p.out = append(p.out, key...)
	p.out = append(p.out, '\n')
	err := p.checkKey(key)
	if err == nil && len(p.out)-start > maxPinLine {
		err = errors.New("makes the line longer than " + strconv.Itoa(maxPinLine) + " bytes, which OpenSSH up to 7.7 passes over")
	}
	if err != nil {
		p.refuse(where.at(), "A pin", key, err)
	}
}

var errKey = errors.New("is not a public key, which is a type, a blank, and base64 that begins with that type")

// checkKey checks that key is two fields which agree: ssh passes over a line
// that is not, and the host would be unknown. (The knownhosts package checks
// nothing, and its Line would parse a key only to print it again.)
func (p *pinPrinter) checkKey(key string) error {
	kind, blob, ok := strings.Cut(key, " ")
	raw, err := strict.AppendDecode(p.blob[:0], []byte(blob))
	p.blob = raw
	if !ok || err != nil || hasLineBreak(blob) || len(raw) < 4 {
		return errKey
	}
	n := uint64(binary.BigEndian.Uint32(raw))
	if uint64(len(raw)-4) < n || !bytes.Equal(raw[4:4+n], []byte(kind)) {
		return errKey
	}
	if !isKind(kind) {
		return errKey
	}
	return nil
}

var strict = base64.StdEncoding.Strict()

// hasLineBreak reports what a decoder of base64 passes over.
func hasLineBreak(s string) bool {
	return strings.IndexByte(s, '\n') >= 0 || strings.IndexByte(s, '\r') >= 0
}

func isKind(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '.' && c != '@' {
			return false
		}
	}
	return true
}
