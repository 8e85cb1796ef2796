package sshtext

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh/knownhosts"

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
	for _, h := range pinned(f.Client) {
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

type pinPrinter struct{ printer }

func newPinPrinter() *pinPrinter {
	return &pinPrinter{printer{code: diag.KnownHostsValue, format: "known_hosts"}}
}

func (p *pinPrinter) host(h *plan.Host) {
	names := p.names(h)
	for i, k := range h.PublicHostKeys {
		p.pin("", names, k, place{&h.Origins, "public_host_keys", i})
	}
	for i, k := range h.HostCertificateAuthorities {
		p.pin("@cert-authority ", names, k, place{&h.Origins, "host_certificate_authorities", i})
	}
}

// A name is one under which the pins of a host stand.
type name struct {
	text string
	host string // text without brackets and port
	path string // of the attribute that it comes from
}

// namesOf returns the key name, which our stanza makes ssh look up, and then
// every address, for people and programs that use the file without the stanza.
func namesOf(h *plan.Host) []name {
	out := make([]name, 0, 2+len(h.Endpoints))
	out = append(out, name{h.KeyName, h.KeyName, "host_key_alias"}, address(h.HostName, h.Port, "host_name"))
	for i, e := range h.Endpoints {
		out = append(out, address(e.HostName, e.Port, plan.Key(plan.Item("endpoints", i), "host_name")))
	}
	return out
}

func address(host string, port int, path string) name {
	return name{knownhosts.Normalize(net.JoinHostPort(host, strconv.Itoa(port))), host, path}
}

// names returns the first field of the lines of h, each name once.
func (p *pinPrinter) names(h *plan.Host) []byte {
	var field []byte
	all := namesOf(h)
	for i, n := range all {
		if slices.ContainsFunc(all[:i], func(m name) bool { return m.text == n.text }) {
			continue
		}
		if i > 0 {
			field = append(field, ',')
		}
		if _, err := sshquote.Address(nil, n.host); err != nil {
			p.refuse(h.Origins.At(n.path), "A host name", n.host, err)
		}
		field = append(field, n.text...)
	}
	return field
}

func (p *pinPrinter) pin(marker string, names []byte, key string, where place) {
	start := len(p.out)
	p.out = append(p.out, marker...)
	p.out = append(p.out, names...)
	p.out = append(p.out, ' ')
	p.out = append(p.out, key...)
	p.out = append(p.out, '\n')
	err := checkKey(key)
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
func checkKey(key string) error {
	kind, blob, ok := strings.Cut(key, " ")
	raw, err := base64.StdEncoding.Strict().DecodeString(blob)
	if !ok || err != nil || strings.ContainsAny(blob, "\r\n") || len(raw) < 4 {
		return errKey
	}
	n := uint64(binary.BigEndian.Uint32(raw))
	if uint64(len(raw)-4) < n || !bytes.Equal(raw[4:4+n], []byte(kind)) {
		return errKey
	}
	if strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789-.@") != "" {
		return errKey
	}
	return nil
}
