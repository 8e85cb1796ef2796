package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/outdir"
)

type compileOptions struct {
	input
	client  string
	builder string
	format  string
	out     string
	check   bool
	inline  bool
	modules bool
}

func newCompileCmd(t *talk) *cobra.Command {
	o := &compileOptions{}
	cmd := &cobra.Command{
		Use:   "compile",
		Short: "Write the files that both ends need",
		Long: `compile writes all files of every client, and of every builder with a remote
block. With --out it writes them to a folder. Otherwise it prints them to standard
output, each under a line "==> path <==". With --format it prints one file of one
client or one builder.

Machines files name builders by their alias in ssh_config. With --inline they
contain user, host, port and keys themselves, if the client's Nix can read them,
and compile writes no ssh_config and no known_hosts.

Formats for a client:
` + formatHelp(),
		Example: `  buildmachines compile -f builders.hcl --out out
  buildmachines compile -f builders.hcl --client laptop --format machines
  buildmachines compile -f builders.hcl --builder ada --format authorized-keys
  buildmachines compile --out out --check     # exit 1 if out is not up to date
  buildmachines compile --out builders --modules   # the files to commit for the modules
  buildmachines compile --inline --format builders`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd, t) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.client, "client", "", "only this `CLIENT` (optional if there is one)")
	f.StringVar(&o.builder, "builder", "", "only this `BUILDER` (optional if there is one)")
	f.StringVar(&o.format, "format", "", "print one file in this `FORMAT`")
	f.StringVar(&o.out, "out", "", "write the files to the folder `DIR`, all or none")
	f.BoolVar(&o.inline, "inline", false, "write user, host, port, key and pin into the machines file or module; no ssh_config")
	f.BoolVar(&o.modules, "modules", false, "write only plan.json and modules.json, which the modules of the flake read")
	f.BoolVar(&o.check, "check", false, "write nothing; print a diff, and exit 1 if DIR is not up to date")
	choice(cmd, "format", emit.Formats()...)
	return cmd
}

func formatHelp() string {
	var b strings.Builder
	for _, t := range emit.ClientTargets {
		fmt.Fprintf(&b, "  %-18s %s\n", t.Format, t.Doc)
	}
	fmt.Fprint(&b, "\nFormats for a builder:\n")
	for _, t := range emit.BuilderTargets {
		fmt.Fprintf(&b, "  %-18s %s\n", t.Format, t.Doc)
	}
	fmt.Fprintf(&b, "\nFormat for the whole inventory:\n  %-18s %s", emit.PlanFormat, "the resolved inventory, as JSON")
	return b.String()
}

// checkFlags refuses flags that contradict each other, before a file is read.
func (o *compileOptions) checkFlags() error {
	ofClient, ofBuilder := o.targets().Lookup(o.format) != nil, emit.BuilderTargets.Lookup(o.format) != nil
	switch {
	case o.format != "" && !slices.Contains(emit.Formats(), o.format):
		return usage("--format %q is not known; it is one of %s", o.format, strings.Join(emit.Formats(), ", "))
	case o.format != "" && o.out != "":
		return usage("--format writes one file to stdout, --out writes all to a folder; leave out one of them")
	case o.check && o.out == "":
		return usage("--check needs --out DIR")
	case o.client != "" && o.builder != "":
		return usage("--client and --builder are the two ends; leave out one of them")
	case o.client != "" && ofBuilder:
		return usage("--format %s is a file of a builder; say which with --builder", o.format)
	case o.builder != "" && ofClient:
		return usage("--format %s is a file of a client; say which with --client", o.format)
	case o.inline && o.format != "" && !ofClient:
		return usage("--inline changes nothing about --format %s; leave out one of them", o.format)
	case o.modules && (o.format != "" || o.inline || o.client != "" || o.builder != ""):
		return usage("--modules is for all machines at once; leave out --format, --inline, --client and --builder")
	case o.inline && o.builder != "":
		return usage("--inline changes nothing about the files of a builder; leave out one of them")
	}
	return nil
}

func (o *compileOptions) run(cmd *cobra.Command, t *talk) error {
	if err := o.checkFlags(); err != nil {
		return err
	}
	if target := o.targets().Lookup(o.format); target != nil {
		return oneFile(o, cmd, t, target, func(p *plan.Plan) (*plan.Client, error) { return pick(p, o.client) })
	}
	if target := emit.BuilderTargets.Lookup(o.format); target != nil {
		return oneFile(o, cmd, t, target, func(p *plan.Plan) (*plan.Setup, error) { return pickSetup(p, o.builder) })
	}
	var files []emit.File
	_, err := o.compile(cmd, t, func(p *plan.Plan) (diags hcl.Diagnostics, err error) {
		part, clients, builders, err := o.part(p)
		if err != nil {
			return nil, err
		}
		if o.format == emit.PlanFormat {
			files = []emit.File{emit.PlanFile(part)}
			return nil, nil
		}
		files, diags = emit.FilesOf(part, clients, builders)
		if o.modules {
			files = slices.DeleteFunc(files, func(f emit.File) bool { return f.Path != emit.PlanName && f.Path != emit.DataName })
		}
		return diags, o.keepsOthers(p)
	})
	switch {
	case err != nil:
		return err
	case o.format == emit.PlanFormat:
		return printFile(product(cmd), files[0])
	case o.check:
		return o.diff(cmd, files)
	case o.out != "":
		return o.sync(cmd, files)
	}
	return printFiles(product(cmd), files)
}

// part returns the part of p that was asked for, and the targets that are
// written for it: one client or one builder has no files of the other end.
func (o *compileOptions) part(p *plan.Plan) (*plan.Plan, emit.Clients, emit.Builders, error) {
	switch {
	case o.builder != "":
		s, err := pickSetup(p, o.builder)
		if err != nil {
			return nil, nil, nil, err
		}
		return p.OnlySetup(s), nil, emit.BuilderTargets, nil
	case o.client != "":
		part, err := only(p, o.client)
		return part, o.targets(), nil, err
	}
	return p, o.targets(), emit.BuilderTargets, nil
}

func (o *compileOptions) targets() emit.Clients {
	if o.inline {
		return emit.ClientTargets.Inline()
	}
	return emit.ClientTargets
}

// oneFile writes one file of one client or builder to stdout.
func oneFile[S *plan.Client | *plan.Setup](o *compileOptions, cmd *cobra.Command, t *talk, target *emit.Target[S], pick func(*plan.Plan) (S, error)) error {
	var of S
	_, err := o.compile(cmd, t, func(p *plan.Plan) (diags hcl.Diagnostics, err error) {
		if of, err = pick(p); err != nil {
			return nil, err
		}
		return target.Check(of), nil
	})
	if err != nil {
		return err
	}
	return printFile(product(cmd), target.FileOf(of))
}

// pick returns the client of that name, or the only one.
func pick(p *plan.Plan, name string) (*plan.Client, error) {
	if name == "" && len(p.Clients) == 1 {
		return p.Clients[0], nil
	}
	if c := p.Client(name); c != nil {
		return c, nil
	}
	names := clientNames(p)
	if name == "" {
		return nil, usage("there are %d clients; say which with --client: %s", len(names), list(names))
	}
	return nil, noneNamed("client", name, names)
}

// pickSetup returns the builder of that name, or the only one that has a remote
// block.
func pickSetup(p *plan.Plan, name string) (*plan.Setup, error) {
	all := p.Setups()
	if name == "" && len(all) == 1 {
		return all[0], nil
	}
	if i := slices.IndexFunc(all, func(s *plan.Setup) bool { return s.Name == name }); i >= 0 {
		return all[i], nil
	}
	names := setupNames(p)
	switch {
	case p.Builder(name) != nil:
		return nil, usage("the builder %s has no remote block, which says what to set up there", name)
	case len(all) == 0:
		return nil, usage("no builder has a remote block, which says what to set up there")
	case name == "":
		return nil, usage("there are %d builders with a remote block; say which with --builder: %s", len(all), list(names))
	}
	return nil, noneNamed("builder", name, names)
}

// only returns the part of p that concerns one client, or all of p.
func only(p *plan.Plan, client string) (*plan.Plan, error) {
	if client == "" {
		return p, nil
	}
	c, err := pick(p, client)
	if err != nil {
		return nil, err
	}
	return p.Only(c), nil
}

// keepsOthers refuses --client and --builder for a folder that has other files
// of p: the folder is made equal to what is compiled, so they would go.
func (o *compileOptions) keepsOthers(p *plan.Plan) error {
	if o.out == "" || o.client == "" && o.builder == "" {
		return nil
	}
	var others []string
	add := func(dir, name, wanted string) {
		if _, err := os.Lstat(filepath.Join(o.out, dir, name)); err == nil && name != wanted {
			others = append(others, path.Join(dir, name))
		}
	}
	for _, c := range p.Clients {
		add("clients", c.Name, o.client)
	}
	for _, b := range p.Builders {
		add("builders", b.Name, o.builder)
	}
	if len(others) == 0 {
		return nil
	}
	return usage("%s has other files, which --client and --builder would remove: %s; leave them out, or write to a folder of its own", o.out, strings.Join(others[:min(len(others), 20)], ", "))
}

// printFile writes one file as it is.
func printFile(w io.Writer, f emit.File) error {
	if err := f.Write(w); err != nil {
		return failure{exitFailure, err}
	}
	return nil
}

// printFiles writes all files under their names or, when one cannot be made,
// none.
func printFiles(w io.Writer, files []emit.File) error {
	contents := make([][]byte, len(files))
	for i, f := range files {
		var err error
		if contents[i], err = f.Make(); err != nil {
			return failure{exitFailure, err}
		}
	}
	out := bufio.NewWriter(w)
	for i, f := range files {
		if i > 0 {
			out.WriteByte('\n')
		}
		fmt.Fprintf(out, "==> %s <==\n", f.Path)
		out.Write(contents[i])
	}
	if err := out.Flush(); err != nil { // the first of all of them
		return failure{exitFailure, err}
	}
	return nil
}

func outFiles(files []emit.File) []outdir.File {
	out := make([]outdir.File, len(files))
	for i, f := range files {
		out[i] = outdir.File{Path: f.Path, Write: f.Write}
	}
	return out
}

func (o *compileOptions) diff(cmd *cobra.Command, files []emit.File) error {
	differs, kept, err := outdir.Diff(o.out, outFiles(files), cmd.OutOrStdout())
	if err != nil {
		return failure{exitFailure, err}
	}
	for _, f := range kept {
		say(cmd.ErrOrStderr(), "somebody else wrote or changed %s; delete it, or it is kept", path.Join(o.out, f))
	}
	if differs {
		say(cmd.ErrOrStderr(), "%s is not current; run the same command without --check to write it", o.out)
		return found()
	}
	return nil
}

// sync writes the folder. SIGINT and SIGTERM leave it as it was.
func (o *compileOptions) sync(cmd *cobra.Command, files []emit.File) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	r, err := outdir.Sync(ctx, o.out, outFiles(files))
	if err != nil {
		return failure{exitFailure, err}
	}
	stderr := cmd.ErrOrStderr()
	if r.Recovered {
		say(stderr, "%s: an interrupted run was undone first", o.out)
	}
	for _, f := range r.Kept {
		cure := "it no longer belongs here; delete it if nobody needs it"
		if slices.ContainsFunc(files, func(w emit.File) bool { return w.Path == f }) {
			cure = "delete it to have it written again"
		}
		say(stderr, "kept %s, which somebody else wrote or changed; %s", path.Join(o.out, f), cure)
	}
	say(stderr, "%s: %d written, %d unchanged, %d removed", o.out, len(r.Written), len(r.Unchanged), len(r.Removed))
	if len(r.Kept) > 0 {
		return found()
	}
	return nil
}
