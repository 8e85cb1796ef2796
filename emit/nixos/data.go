package nixos

import (
	"bytes"
	"io"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
	"github.com/buildmachines/buildmachines/emit/internal/sshtext"
	"github.com/buildmachines/buildmachines/internal/platform"
)

// Data is what the modules in the folder modules read beside the plan, as JSON:
// the texts and options that the other targets write, in pieces of which a host
// puts its own together. Like the plan, it says each host once:
//
//	hosts.NAME      known_hosts, machines, settings, ssh
//	clients.NAME    settings, users, and hosts: those that it sees differently
//	builders.NAME   options, and for nix-darwin nix_conf and settings
//	ssh             what all stanzas share
//
// It is no interface: the modules are of the same release as the program.
type Data struct{}

// dataVersion rises when modules of an older release would misread the file.
const dataVersion = 1

// Check reports what ssh cannot be told of the hosts as the inventory declares
// them, where every client sees them differently: all others are in the files of
// some client.
func (Data) Check(p *plan.Plan) hcl.Diagnostics {
	var unused []*plan.Host
	for _, v := range viewsOf(p).declared {
		if !v.used && v.ssh {
			unused = append(unused, v.host)
		}
	}
	_, diags := sshtext.PiecesOf(unused)
	return diags
}

// Emit writes the file, with a line for each builder, client and host: who
// changes one of them sees one line of difference. The same plan gives the same
// bytes, always.
func (Data) Emit(w io.Writer, p *plan.Plan) error {
	views, d := viewsOf(p), &dataPrinter{w: w, rests: map[string]int{}}
	declared := d.views(views.declared)
	d.open("{", "hosts")
	for _, v := range views.declared {
		d.line(v.host.Name, declared[v.host.Name])
	}
	d.open("\n},", "clients")
	for i, c := range p.Clients {
		d.client(c, views.own[i], declared)
	}
	d.open("\n},", "builders")
	for _, s := range p.Setups() {
		d.builder(s)
	}
	d.close()
	d.flush(0)
	return d.err
}

const (
	flushAt = 64 << 10
)

// flush writes what is collected if there are more than limit bytes of it.
func (d *dataPrinter) flush(limit int) {
	if d.err == nil && len(d.out) > limit {
		_, d.err = d.w.Write(d.out)
		d.out = d.out[:0]
	}
}

// dataPrinter keeps the first error.
type dataPrinter struct {
	w       io.Writer
	out     []byte // what is not written yet
	err     error
	first   bool   // no line of the section is printed
	scratch []byte // of the last value

	// What many stanzas have as sshtext.Pieces.Rest is said once: in the list,
	// where rests finds it.
	list  nixprint.Strings
	rests map[string]int
}

// open begins a section, behind what ends the one before.
func (d *dataPrinter) open(before, section string) {
	d.out = append(d.out, before+"\n\""+section+"\": {"...)
	d.first = true
}

// close ends the last section and the file.
func (d *dataPrinter) close() {
	before, after := sshtext.OwnKey()
	shared := nixprint.Set{
		nixprint.At(nixprint.String(sshtext.Header), "header"),
		nixprint.At(nixprint.String(sshtext.Footer), "footer"),
		nixprint.At(nixprint.Strings{before, after}, "identity"), // around the path of another key
		nixprint.At(nixprint.String(sshtext.UsersMark), "marks", "users"),
		nixprint.At(nixprint.String(sshtext.KnownHostsMark), "marks", "known_hosts"),
		nixprint.At(d.list, "rests"),
	}
	d.out = append(d.out, "\n},"...)
	d.first = true
	d.line("format_version", d.json(nixprint.Int(dataVersion)))
	d.line("ssh", d.json(shared))
	d.out = append(d.out, "\n}\n"...)
}

func (d *dataPrinter) line(name string, value []byte) {
	if !d.first {
		d.out = append(d.out, ',')
	}
	d.first = false
	d.out = append(append(append(d.out, '\n'), d.json(nixprint.String(name))...), ": "...)
	d.out = append(d.out, value...)
	d.flush(flushAt)
}

func (d *dataPrinter) json(v nixprint.Value) []byte {
	out, err := nixprint.AppendJSON(d.scratch[:0], v)
	d.scratch = out
	d.keep(err)
	return bytes.Clone(out)
}

func (d *dataPrinter) keep(err error) {
	if d.err == nil {
		d.err = err
	}
}

// views returns what is said of each view, by name.
func (d *dataPrinter) views(views []*view) map[string][]byte {
	hosts := make([]*plan.Host, 0, len(views))
	for _, v := range views {
		if v.ssh {
			hosts = append(hosts, v.host)
		}
	}
	pieces, diags := sshtext.PiecesOf(hosts)
	if diags.HasErrors() {
		d.keep(diags) // Check was not asked
	}
	out := make(map[string][]byte, len(views))
	for _, v := range views {
		attrs := v.attrs()
		if v.ssh {
			attrs = append(attrs, d.ssh(v.host, &pieces[0])...)
			pieces = pieces[1:]
		}
		out[v.host.Name] = d.json(attrs)
	}
	return out
}

// ssh returns what ssh is told of a host: its stanza in pieces, its pins, and the
// hosts that it leads through.
func (d *dataPrinter) ssh(h *plan.Host, p *sshtext.Pieces) nixprint.Set {
	rest, ok := d.rests[p.Rest]
	if !ok {
		rest = len(d.list)
		d.rests[p.Rest] = rest
		d.list = append(d.list, p.Rest)
	}
	return nixprint.Set{
		nixprint.At(nixprint.String(p.KnownHosts), "known_hosts"),
		nixprint.At(nixprint.Set{
			nixprint.At(nixprint.String(p.Before), "before"),
			nixprint.At(nixprint.String(p.Identity), "identity"),
			nixprint.At(nixprint.String(p.After), "after"),
			nixprint.At(nixprint.Int(rest), "rest"),
			nixprint.At(nixprint.Strings(h.SSH.ProxyJump), "jumps"),
		}, "ssh"),
	}
}

// client prints a client. What its builders have as caches is with the hosts.
func (d *dataPrinter) client(c *plan.Client, own []*view, declared map[string][]byte) {
	seen := d.views(own)
	hosts := []byte("{")
	for _, v := range own {
		name := v.host.Name
		if bytes.Equal(seen[name], declared[name]) {
			continue
		}
		if len(hosts) > 1 {
			hosts = append(hosts, ',')
		}
		hosts = append(append(hosts, d.json(nixprint.String(name))...), ':')
		hosts = append(hosts, seen[name]...)
	}
	without := *c
	without.Builders = nil
	settings := d.json(nixSettings(nixsetting.Of(&without, nil)))
	users := d.json(nixprint.String(sshtext.Users(c)))
	d.line(c.Name, bytes.Join([][]byte{[]byte(`{"settings":`), settings, []byte(`,"users":`), users, []byte(`,"hosts":`), hosts, []byte("}}")}, nil))
}

// builder prints a builder that has a module of ours.
func (d *dataPrinter) builder(s *plan.Setup) {
	var options, attrs nixprint.Set
	var err error
	switch {
	case s.Enable && platform.Of(s.Remote.Platform).System == platform.NixOS:
		options, err = nixosBuilder(s)
	case s.Enable && platform.Of(s.Remote.Platform).System == platform.NixDarwin:
		options, err = darwinBuilder(s)
		attrs = unmanaged(s)
	default:
		return
	}
	d.keep(err)
	d.line(s.Name, d.json(append(attrs, nixprint.At(options, "options"))))
}

// unmanaged is for a Nix that nix-darwin does not manage: the settings by their
// names in nix.conf, for Determinate's module, and the text.
func unmanaged(s *plan.Setup) nixprint.Set {
	settings := nixsetting.OfBuilder(s)
	var text strings.Builder
	_ = nixsetting.Write(&text, settings) // a strings.Builder takes everything
	return nixprint.Set{nixprint.At(nixSettings(settings), "settings"), nixprint.At(nixprint.String(text.String()), "nix_conf")}
}
