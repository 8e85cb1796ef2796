// Package emit is the table of targets: which kinds of file there are, what
// they are called, and which of them a client or a builder needs. No emitter
// below knows another; the languages that they share are in emit/internal.
package emit

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/machines"
	"github.com/buildmachines/buildmachines/emit/nixos"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/parallel"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/secret"
)

// Emitter writes one kind of file for a client or for a builder.
type Emitter[S any] interface {
	// Check reports every value of s that the file cannot say. It is called
	// before Emit, and Emit is not called if there are errors.
	Check(s S) hcl.Diagnostics
	// Emit writes the file. The same plan gives the same bytes, always.
	Emit(w io.Writer, s S) error
}

// Target is one kind of file.
type Target[S side] struct {
	Format string // the name of --format
	File   string // the name below clients/<client>/ or builders/<builder>/; "" where --out does not write it
	Doc    string // one line for --help
	Emitter[S]

	applies func(s S) bool // nil where the platform imports the file
	inline  Emitter[S]     // writes the file for clients without an ssh_config; nil where there is no such form
}

// side is one end of a remote build.
type side interface{ *plan.Client | *plan.Setup }

// Set is a table of targets.
type Set[S side] []Target[S]

// Clients and Builders are tables of targets.
type (
	Clients  = Set[*plan.Client]
	Builders = Set[*plan.Setup]
)

// ClientTargets are the kinds of file for clients, in the order of documents.
var ClientTargets = Clients{
	{"machines", "machines", "the machines file of Nix and Lix, eight columns", machines.Legacy{}, reads("legacy"), machines.Legacy{Inline: true}},
	{"machines-toml", "machines.toml", "the machines file of Lix 2.95 and later", machines.TOML{}, reads("toml"), machines.TOML{Inline: true}},
	{"builders", "", "the machines file in one line, for --builders and NIX_CONFIG", machines.Builders{}, never, machines.Builders{Inline: true}},
	{"ssh-config", "ssh_config", "the stanzas for ssh of the daemon users", sshconfig.Config{}, always, nil},
	{"known-hosts", "known_hosts", "the pinned host keys", sshconfig.KnownHosts{}, always, nil},
	{"nix-conf", "nix.conf", "the settings of the client's Nix", machines.NixConf{}, daemon, machines.NixConf{Inline: true}},
	{"nixos", "nixos.nix", "a module for NixOS", nixos.NixOS{}, nil, nixos.NixOS{Inline: true}},
	{"nix-darwin", "darwin.nix", "a module for nix-darwin", nixos.Darwin{}, nil, nixos.Darwin{Inline: true}},
	{"determinate", "determinate.nix", "a module for Determinate Nix on nix-darwin", nixos.Determinate{}, nil, nixos.Determinate{Inline: true}},
	{"home-manager", "home.nix", "a module for home-manager", nixos.HomeManager{}, nil, nixos.HomeManager{Inline: true}},
	{"hydra", "hydra-machines", "the machines file of Hydra's queue runner", machines.Hydra{}, nil, machines.Hydra{Inline: true}},
}

func always(*plan.Client) bool { return true }
func never(*plan.Client) bool  { return false }

// daemon selects the clients whose builds go through Nix, and not through Hydra's
// queue runner, which reads no nix.conf of ours.
func daemon(c *plan.Client) bool {
	p := platform.Of(c.Platform)
	return p.Declarative() || p.Imported == ""
}

// reads selects the one machines file that the client's nix.conf names.
func reads(format string) func(*plan.Client) bool {
	return func(c *plan.Client) bool { return daemon(c) && c.MachinesFormat == format }
}

// PlanFormat is the --format of the plan itself, which is of no client.
const PlanFormat = "plan"

// Formats returns every name that --format takes.
func Formats() []string {
	out := append(ClientTargets.formats(), BuilderTargets.formats()...)
	return append(out, PlanFormat)
}

func (s Set[S]) formats() []string {
	out := make([]string, len(s))
	for i, t := range s {
		out[i] = t.Format
	}
	return out
}

// Inline returns the targets for clients without an ssh_config: those whose
// files can say themselves how a builder is reached.
func (s Set[S]) Inline() Set[S] {
	var out Set[S]
	for _, t := range s {
		if t.inline != nil {
			t.Emitter = t.inline
			out = append(out, t)
		}
	}
	return out
}

// Lookup returns the target of a --format, or nil.
func (s Set[S]) Lookup(format string) *Target[S] {
	i := slices.IndexFunc(s, func(t Target[S]) bool { return t.Format == format })
	if i < 0 {
		return nil
	}
	return &s[i]
}

// File is one output: a path relative to the folder of --out, and its content,
// which is made when it is needed, because a large fleet has more than memory
// holds.
type File struct {
	Path string
	Make func() ([]byte, error)
}

// Write makes the content and writes it to w.
func (f File) Write(w io.Writer) error {
	content, err := f.Make()
	if err == nil {
		_, err = w.Write(content)
	}
	return err
}

// Files returns everything that --out writes for p, sorted by path, after the
// checks of every target.
func Files(p *plan.Plan) ([]File, hcl.Diagnostics) {
	return FilesOf(p, ClientTargets, BuilderTargets)
}

// FilesOf is Files with the targets that are given.
func FilesOf(p *plan.Plan, clients Clients, builders Builders) ([]File, hcl.Diagnostics) {
	l := list{files: []File{PlanFile(p)}}
	// What is in the data was checked for ssh_config.
	if clients.Lookup("ssh-config") != nil {
		l.files = append(l.files, dataFile(p))
		l.checks = append(l.checks, func() hcl.Diagnostics { return nixos.Data{}.Check(p) })
	}
	for _, c := range p.Clients {
		addTo(&l, clients, c)
	}
	for _, s := range p.Setups() {
		if s.Enable {
			addTo(&l, builders, s)
		}
	}
	slices.SortFunc(l.files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return l.files, inParallel(l.checks)
}

// list collects the files of a plan, and what has to be checked before they
// are made.
type list struct {
	files  []File
	checks []func() hcl.Diagnostics
}

// addTo adds the files of one client or builder.
func addTo[S side](l *list, targets Set[S], s S) {
	for i := range targets {
		t := &targets[i]
		if t.File == "" || !t.isFor(s) {
			continue
		}
		l.checks = append(l.checks, func() hcl.Diagnostics { return t.Check(s) })
		l.files = append(l.files, t.FileOf(s))
	}
}

// isFor reports whether --out writes the file of s.
func (t *Target[S]) isFor(s S) bool {
	if t.applies != nil {
		return t.applies(s)
	}
	on := ""
	switch s := any(s).(type) {
	case *plan.Client:
		on = s.Platform
	case *plan.Setup:
		on = s.Remote.Platform
	}
	return platform.Of(on).Imported == t.File
}

// inParallel runs checks on every processor and returns what they report, in
// the order of the checks.
func inParallel(checks []func() hcl.Diagnostics) hcl.Diagnostics {
	found := make([]hcl.Diagnostics, len(checks))
	parallel.Each(len(checks), func(i int) { found[i] = checks[i]() })
	return slices.Concat(found...)
}

// FileOf returns the file of s. Its content is refused if it holds a private key.
func (t *Target[S]) FileOf(s S) File {
	dir, name := place(s)
	return File{dir + "/" + name + "/" + t.File, func() ([]byte, error) {
		return guarded(t.Format+" of "+name, func(w io.Writer) error { return t.Emit(w, s) })
	}}
}

// place returns where the files of s are, and its name.
func place[S side](s S) (dir, name string) {
	switch s := any(s).(type) {
	case *plan.Client:
		return "clients", s.Name
	case *plan.Setup:
		return "builders", s.Name
	}
	panic("internal error: a file belongs to a client or a builder")
}

// PlanFile returns the JSON form of p. It is refused if it holds a private key.
func PlanFile(p *plan.Plan) File {
	return File{PlanName, func() ([]byte, error) {
		return guarded("the plan", func(w io.Writer) error { return plan.Encode(w, p) })
	}}
}

// PlanName and DataName are the files that our modules read.
const (
	PlanName = "plan.json"
	DataName = "modules.json"
)

// dataFile returns what our modules read beside the plan.
func dataFile(p *plan.Plan) File {
	return File{DataName, func() ([]byte, error) {
		return guarded("the file for modules", func(w io.Writer) error { return nixos.Data{}.Emit(w, p) })
	}}
}

// guarded is the last gate before the outside: whatever went wrong before,
// no private key passes.
func guarded(what string, emit func(io.Writer) error) ([]byte, error) {
	var buf bytes.Buffer
	if err := emit(&buf); err != nil {
		return nil, fmt.Errorf("%s: %w", what, err)
	}
	if kind, _ := secret.Find(buf.Bytes()); kind != "" {
		return nil, fmt.Errorf("%s: internal error: the output would hold %s, so it is not written", what, kind)
	}
	return buf.Bytes(), nil
}
