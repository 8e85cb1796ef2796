package main

import (
	"errors"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/splice"
)

// defaultFiles are the names that -f need not give.
var defaultFiles = []string{"buildmachines.hcl", "buildmachines.toml"}

// input is the inventory and how to judge it: flags of every command that
// reads one.
type input struct {
	file   string
	syntax string
	vars   []string
	strict bool

	noHints bool        // of a command that is not about the inventory
	mends   []diag.Code // of a command that mends them: neither said nor counted
}

func (in *input) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVarP(&in.file, "file", "f", "", "the inventory: a `FILE`, a folder, or - for stdin (default buildmachines.hcl or buildmachines.toml)")
	f.StringVar(&in.syntax, "syntax", "", "the `SYNTAX` of stdin: hcl or toml")
	f.StringArrayVar(&in.vars, "var", nil, "set a variable: `NAME=VALUE` (repeatable)")
	f.BoolVar(&in.strict, "strict", false, "fail on warnings too")
	choice(cmd, "syntax", "hcl", "toml")
}

// variables checks the flags and returns the variables.
func (in *input) variables() (map[string]string, error) {
	if in.syntax != "" && in.syntax != "hcl" && in.syntax != "toml" {
		return nil, usage("--syntax is hcl or toml, not %q", in.syntax)
	}
	if in.file == "-" && in.syntax == "" {
		return nil, usage("-f - needs --syntax hcl or --syntax toml")
	}
	if in.file != "-" && in.syntax != "" {
		return nil, usage("--syntax is for -f -; a file's name tells its syntax")
	}
	out := map[string]string{}
	for _, v := range in.vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, usage("--var takes NAME=VALUE")
		}
		out[name] = value
	}
	return out, nil
}

// load reads the inventory. The errors are those of reading.
func (in *input) load(cmd *cobra.Command) (*schema.Sources, hcl.Diagnostics, error) {
	if in.file == "-" {
		return schema.Read(cmd.InOrStdin(), "<stdin>", schema.Syntax(in.syntax))
	}
	file := in.file
	if file == "" {
		var err error
		if file, err = findInventory(); err != nil {
			return nil, nil, err
		}
	}
	return schema.Load(file)
}

func findInventory() (string, error) {
	there := slices.DeleteFunc(slices.Clone(defaultFiles), func(name string) bool {
		_, err := os.Stat(name)
		return errors.Is(err, os.ErrNotExist)
	})
	switch len(there) {
	case 0:
		return "", usage("no inventory: neither %s is here; say which with -f, or write one with `buildmachines init`", strings.Join(defaultFiles, " nor "))
	case 1:
		return there[0], nil
	}
	return "", usage("both %s are here; say which with -f", strings.Join(there, " and "))
}

// result is a compiled inventory with what is to say about it.
type result struct {
	src   *schema.Sources // closed: to look at only
	plan  *plan.Plan      // nil when there are errors
	diags hcl.Diagnostics
}

// compile reads and compiles the inventory. check adds what targets have to
// say; it is not called if there are errors before. All diagnostics are printed
// here, once, and the error says whether to go on.
func (in *input) compile(cmd *cobra.Command, t *talk, check func(*plan.Plan) (hcl.Diagnostics, error)) (*result, error) {
	vars, err := in.variables()
	if err != nil {
		return nil, err
	}
	src, diags, err := in.load(cmd)
	if err != nil {
		var f failure
		if errors.As(err, &f) {
			return nil, f
		}
		return nil, failure{exitFailure, err}
	}
	defer src.Close()
	r := &result{src: src, diags: diags}
	if !diags.HasErrors() {
		var more hcl.Diagnostics
		r.plan, more = compiler.Compile(src, compiler.Options{Vars: vars})
		r.diags = append(r.diags, more...)
	}
	var checkErr error
	if !r.diags.HasErrors() {
		more, err := check(r.plan)
		r.diags, checkErr = append(r.diags, src.Hide(more)...), err
	}
	r.diags = slices.DeleteFunc(r.diags, func(d *hcl.Diagnostic) bool {
		return in.noHints && diag.SeverityOf(d) == diag.Hint || slices.Contains(in.mends, diag.CodeOf(d))
	})
	if err := t.print(cmd.ErrOrStderr(), r.diags, src.Texts()); err != nil {
		return nil, failure{exitFailure, err}
	}
	limit := diag.Error
	if in.strict {
		limit = diag.Warning
	}
	if diag.Has(r.diags, limit) {
		return nil, found()
	}
	return r, checkErr
}

// editor opens the inventory once more, to write to it. done closes it.
func (in *input) editor(cmd *cobra.Command) (_ *splice.Editor, done func(), err error) {
	vars, err := in.variables()
	if err != nil {
		return nil, nil, err
	}
	src, _, err := in.load(cmd)
	if err != nil {
		return nil, nil, failure{exitFailure, err}
	}
	e, err := splice.Open(src, compiler.Options{Vars: vars})
	if err != nil {
		return nil, nil, failure{exitFailure, errors.Join(err, src.Close())}
	}
	return e, func() { _ = src.Close() }, nil // it was only read
}

// inPlace writes a snippet for the block at that place: in the syntax of its
// file, and for what for_each made.
func (in *input) inPlace(s splice.Snippet, src *schema.Sources, at hcl.Range) splice.Snippet {
	s.Syntax = schema.HCL
	switch {
	case in.file == "-":
		s.Syntax = schema.Syntax(in.syntax)
	case at.Filename != "":
		s.Syntax = schema.SyntaxOf(at.Filename)
	case len(src.Files) > 0:
		s.Syntax = src.Files[0].Syntax
	}
	if splice.ForEach(src, at) {
		s.MadeAt = diag.Place(at)
	}
	return s
}
