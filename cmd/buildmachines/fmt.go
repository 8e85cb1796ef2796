package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/aymanbagabas/go-udiff"
	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/internal/termtext"
	"github.com/buildmachines/buildmachines/layout"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/secret"
	"github.com/buildmachines/buildmachines/splice"
)

type fmtOptions struct {
	check bool
	diff  bool
}

func newFmtCmd(t *talk) *cobra.Command {
	o := &fmtOptions{}
	cmd := &cobra.Command{
		Use:   "fmt [FILE...]",
		Short: "Give inventories in HCL the canonical layout",
		Long: `fmt gives inventories in HCL the layout of terraform fmt. It changes only spaces
and indentation. It rewrites each FILE, or every *.hcl file in a folder, and prints
the names of the files that it changed. For - it reads standard input and prints
the formatted text. Without FILE it formats buildmachines.hcl.

In lists and diffs, fmt replaces control characters by visible symbols, so that a
terminal does not obey them.

If a file has a syntax error, fmt leaves it alone and exits with 1. For TOML, use
taplo fmt.`,
		Example: `  buildmachines fmt                        # buildmachines.hcl
  buildmachines fmt --check builders/      # exit 1 if a file would change
  buildmachines fmt --diff builders.hcl    # the same, and print a diff
  buildmachines fmt - < builders.hcl       # for editors`,
		ValidArgsFunction: cobra.FixedCompletions([]string{"hcl"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE:              func(cmd *cobra.Command, args []string) error { return o.run(cmd, t, args) },
	}
	f := cmd.Flags()
	f.BoolVar(&o.check, "check", false, "write nothing; print the names of files that would change, and exit 1 if there are any")
	f.BoolVar(&o.diff, "diff", false, "write nothing; print a diff, and exit 1 if there is any")
	return cmd
}

func (o *fmtOptions) run(cmd *cobra.Command, t *talk, args []string) error {
	if len(args) == 0 {
		file, err := findInventory()
		if err != nil {
			return err
		}
		args = []string{file}
	}
	if i := slices.IndexFunc(args, func(a string) bool { return schema.SyntaxOf(a) == schema.TOML }); i >= 0 {
		return usage("fmt is for HCL, and %s is TOML; use `taplo fmt`", args[i])
	}
	l := &layouts{fmtOptions: o, cmd: cmd, texts: map[string][]byte{}}
	for _, arg := range args {
		if err := l.lay(arg); err != nil {
			return err
		}
	}
	if err := t.print(cmd.ErrOrStderr(), l.diags, l.texts); err != nil {
		return failure{exitFailure, err}
	}
	if l.differ && (o.check || o.diff) || l.diags.HasErrors() {
		return found()
	}
	return nil
}

// layouts are the files that were looked at.
type layouts struct {
	*fmtOptions
	cmd    *cobra.Command
	diags  hcl.Diagnostics
	texts  map[string][]byte
	differ bool
}

// lay lays out what one argument stands for, but files with errors.
func (l *layouts) lay(arg string) error {
	src, diags, err := loadFor(l.cmd, arg)
	if err != nil {
		return failure{exitFailure, err}
	}
	defer src.Close()
	files := slices.DeleteFunc(slices.Clone(src.Files), func(f *schema.File) bool { return f.Syntax != schema.HCL })
	if len(files) == 0 {
		return usage("fmt is for HCL, and all of %s is TOML; use `taplo fmt`", arg)
	}
	for _, f := range files {
		l.texts[f.Name] = f.Bytes
		ofFile := slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return d.Subject == nil || d.Subject.Filename != f.Name })
		l.diags = append(l.diags, ofFile...)
		if ofFile.HasErrors() {
			continue
		}
		if err := l.file(f, arg == "-"); err != nil {
			return failure{exitFailure, err}
		}
	}
	return nil
}

func loadFor(cmd *cobra.Command, arg string) (*schema.Sources, hcl.Diagnostics, error) {
	if arg == "-" {
		return schema.Read(cmd.InOrStdin(), "<stdin>", schema.HCL)
	}
	return schema.Load(arg)
}

// file lays out one file.
func (l *layouts) file(f *schema.File, stdin bool) error {
	next, err := layout.Canonical(f.Bytes)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Name, err)
	}
	same := bytes.Equal(next, f.Bytes)
	l.differ = l.differ || !same
	w := l.cmd.OutOrStdout()
	switch {
	case stdin && !l.check && !l.diff:
		_, err = product(l.cmd).Write(next)
	case same:
	case l.diff:
		_, err = io.WriteString(w, difference(f, next))
	default:
		if !l.check {
			err = (&splice.Edit{File: filepath.FromSlash(f.Name), Old: f.Bytes, New: next}).Write()
		}
		if err == nil {
			_, err = fmt.Fprintln(w, termtext.Line(f.Name))
		}
	}
	return err
}

// difference is a unified diff. One of a file with a private key in it, which
// compile would refuse, is not for a log.
func difference(f *schema.File, next []byte) string {
	name := termtext.Line(f.Name)
	from, to := "a/"+name, "b/"+name
	if kind, _ := secret.Find(f.Bytes); kind != "" {
		return fmt.Sprintf("Files %s and %s differ, and hold a private key\n", from, to)
	}
	return udiff.Unified(from, to, string(f.Bytes), string(next))
}
