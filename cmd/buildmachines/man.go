package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/buildmachines/buildmachines/internal/manpages"
)

// newManCmd is for those who package the program, so it is not listed.
func newManCmd() *cobra.Command {
	out := ""
	cmd := &cobra.Command{
		Use:    "man --out DIR",
		Short:  "Write the manual pages",
		Args:   noArgs,
		Hidden: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if out == "" {
				return usage("man needs --out DIR")
			}
			if err := writePages(cmd.Root(), out); err != nil {
				return failure{exitFailure, err}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the pages to the folder `DIR`; create it if needed")
	return cmd
}

// writePages writes a page for cmd and each command below it.
func writePages(cmd *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	var text strings.Builder
	p := page(cmd)
	if err := p.Write(&text); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, p.Name+".1"), []byte(text.String()), 0o644); err != nil {
		return err
	}
	for _, c := range pagesBelow(cmd) {
		if err := writePages(c, dir); err != nil {
			return err
		}
	}
	return nil
}

// pagesBelow are the commands that have pages of their own. The shells of
// completion have one together.
func pagesBelow(cmd *cobra.Command) []*cobra.Command {
	if cmd.Name() == "completion" {
		return nil
	}
	return listed(cmd)
}

func listed(cmd *cobra.Command) []*cobra.Command {
	var out []*cobra.Command
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			out = append(out, c)
		}
	}
	return out
}

func page(cmd *cobra.Command) *manpages.Page {
	cmd.InitDefaultHelpFlag()
	p := &manpages.Page{
		Name: pageName(cmd), Summary: cmd.Short, Source: strings.TrimSpace("buildmachines " + version), Manual: "Manual of buildmachines",
		Synopsis: cmd.UseLine(), Description: cmd.Long, Examples: cmd.Example,
	}
	if p.Description == "" {
		p.Description = cmd.Short + "."
	}
	if cmd.HasAvailableSubCommands() {
		p.Synopsis = cmd.CommandPath() + " COMMAND [flags]"
	}
	var commands []manpages.Term
	for _, c := range listed(cmd) {
		commands = append(commands, manpages.Term{Words: []string{c.Name()}, Text: c.Short + "."})
	}
	p.Sections = []manpages.Section{
		{Heading: "COMMANDS", Terms: commands},
		{Heading: "OPTIONS", Terms: options(cmd.NonInheritedFlags())},
		{Heading: "OPTIONS OF EVERY COMMAND", Terms: options(cmd.InheritedFlags())},
		{Heading: "EXIT STATUS", Terms: exitStatus()},
	}
	if cmd.HasParent() {
		p.SeeAlso = append(p.SeeAlso, pageName(cmd.Parent()))
	}
	for _, c := range pagesBelow(cmd) {
		p.SeeAlso = append(p.SeeAlso, pageName(c))
	}
	return p
}

func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

func options(flags *pflag.FlagSet) []manpages.Term {
	var out []manpages.Term
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		t := manpages.Term{Words: []string{"--" + f.Name}}
		if f.Shorthand != "" {
			t.Words = []string{"-" + f.Shorthand, "--" + f.Name}
		}
		t.Operand, t.Text = pflag.UnquoteUsage(f)
		t.Text = strings.ToUpper(t.Text[:1]) + t.Text[1:]
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
			t.Text += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		t.Text += "."
		out = append(out, t)
	})
	return out
}

func exitStatus() []manpages.Term {
	return []manpages.Term{
		{Words: []string{fmt.Sprint(exitFine)}, Text: "Success."},
		{Words: []string{fmt.Sprint(exitFound)}, Text: "The inventory has errors (with --strict, also warnings), or there is a difference."},
		{Words: []string{fmt.Sprint(exitUsage)}, Text: "Wrong usage."},
		{Words: []string{fmt.Sprint(exitFailure)}, Text: "A file cannot be read or written, or buildmachines has a bug."},
	}
}
