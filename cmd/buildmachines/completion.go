package main

import (
	"slices"

	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
)

// named are the flags whose values are names in the inventory.
var named = []struct {
	flag  string
	names func(*plan.Plan) []string
}{
	{"client", clientNames},
	{"builder", setupNames},
	{"signing", clientNames},
	{"cache", builderNames},
	{"only", selectors},
	{"without", selectors},
}

func clientNames(p *plan.Plan) []string {
	var out []string
	for _, c := range p.Clients {
		out = append(out, c.Name)
	}
	return out
}

func builderNames(p *plan.Plan) []string {
	var out []string
	for _, b := range p.Builders {
		out = append(out, b.Name)
	}
	return out
}

func setupNames(p *plan.Plan) []string {
	var out []string
	for _, s := range p.Setups() {
		out = append(out, s.Name)
	}
	return out
}

// selectors returns what stands for one builder or more.
func selectors(p *plan.Plan) []string {
	var tags []string
	for _, b := range p.Builders {
		for _, tag := range b.Tags {
			tags = append(tags, "@"+tag)
		}
	}
	slices.Sort(tags)
	return append(builderNames(p), slices.Compact(tags)...)
}

// completeNames completes such flags of a command that reads an inventory. One
// that does not compile has no names to offer.
func completeNames(cmd *cobra.Command) {
	f := cmd.Flags()
	for _, n := range named {
		if f.Lookup(n.flag) == nil || f.Lookup("file") == nil {
			continue
		}
		err := cmd.RegisterFlagCompletionFunc(n.flag, completion(n.names))
		if err != nil {
			panic("internal error: " + err.Error())
		}
	}
}

// completion offers names in the inventory of the command.
func completion(names func(*plan.Plan) []string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		p := planFor(cmd)
		if p == nil {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return names(p), cobra.ShellCompDirectiveNoFileComp
	}
}

// planFor compiles the inventory that the flags of a half-typed command name. It
// returns nil where there is none, and leaves standard input alone.
func planFor(cmd *cobra.Command) *plan.Plan {
	in := &input{}
	in.file, _ = cmd.Flags().GetString("file")
	in.vars, _ = cmd.Flags().GetStringArray("var")
	vars, err := in.variables() // refuses standard input, which has no syntax here
	if err != nil {
		return nil
	}
	src, diags, err := in.load(cmd)
	if err != nil {
		return nil
	}
	defer src.Close()
	if diags.HasErrors() {
		return nil
	}
	p, diags := compiler.Compile(src, compiler.Options{Vars: vars})
	if diags.HasErrors() {
		return nil
	}
	return p
}
