package main

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/internal/termtext"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema/check"
)

// talk is how diagnostics are printed: flags that every command has.
type talk struct {
	format string
	color  string
}

func newRootCmd() *cobra.Command {
	t := &talk{}
	cmd := &cobra.Command{
		Use:   "buildmachines",
		Short: "Compile one inventory of Nix remote builders into all files for both ends",
		Long: `buildmachines compiles one inventory of Nix remote builders (HCL or TOML) into all
files that both ends of a distributed build need. For each client it writes
machines, ssh_config, known_hosts and nix.conf, or a module. For each builder it
writes the account, keys, wrapper, sshd settings and nix.conf, as a module or a
script. It refuses every value that Nix or ssh would misread, and points at its
place in the inventory.`,
		Example: `  buildmachines init                 # write a starter inventory, buildmachines.hcl
  buildmachines validate             # check it
  buildmachines compile --out out    # write all files
  buildmachines bootstrap ada --ssh admin@ada.example.org --write
  buildmachines install              # install the files of this client`,
		Args:              noCommand,
		Version:           versionText(),
		SilenceErrors:     true,
		SilenceUsage:      true,
		RunE:              func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		PersistentPreRunE: func(*cobra.Command, []string) error { return t.check() },
	}
	cmd.SetVersionTemplate("{{.Name}} {{.Version}}\n")
	cmd.Flags().Bool("version", false, "print the version") // else cobra takes -v for it
	f := cmd.PersistentFlags()
	f.StringVar(&t.format, "diagnostics", "text", "print diagnostics to stderr in this `FORM`: "+strings.Join(formats(), ", "))
	f.StringVar(&t.color, "color", "auto", "use colour in diagnostics: `WHEN` is auto, always or never")
	choice(cmd, "diagnostics", formats()...)
	choice(cmd, "color", "auto", "always", "never")
	cmd.AddCommand(newCompileCmd(t), newValidateCmd(t), newInitCmd(), newPlanCmd(t), newInstallCmd(t), newKeygenCmd(t), newBootstrapCmd(t), newExecCmd(t), newFmtCmd(t), newSchemaCmd(), newVersionCmd(), newManCmd())
	for _, c := range cmd.Commands() {
		completeNames(c)
	}
	return cmd
}

// noCommand refuses what is no command, with the one that was probably meant.
func noCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, c := range cmd.Commands() {
		if !c.Hidden {
			names = append(names, c.Name())
		}
	}
	if near := check.Suggest(args[0], names); near != "" {
		return usage("unknown command %q; did you mean %q?", args[0], near)
	}
	return usage("unknown command %q", args[0])
}

// noArgs is cobra.NoArgs in words for those who expect the inventory to be an
// argument.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if cmd.Flags().Lookup("file") != nil {
		return usage("%s takes no arguments; the inventory is given with -f", cmd.Name())
	}
	return usage("%s takes no arguments", cmd.Name())
}

func (t *talk) check() error {
	if !slices.Contains(formats(), t.format) {
		return usage("--diagnostics is one of %s, not %q", strings.Join(formats(), ", "), t.format)
	}
	if !slices.Contains([]string{"auto", "always", "never"}, t.color) {
		return usage("--color is auto, always or never, not %q", t.color)
	}
	return nil
}

// print writes diags to w, which is stderr.
func (t *talk) print(w io.Writer, diags hcl.Diagnostics, src report.Sources) error {
	if len(diags) == 0 && t.format == "text" {
		return nil
	}
	color := report.UseColor(t.color, termtext.IsTerminal(w), os.Getenv("NO_COLOR") != "")
	return report.Write(w, diags, src, report.Options{Format: report.Format(t.format), Color: color})
}

func formats() []string {
	var out []string
	for _, f := range report.Formats {
		out = append(out, string(f))
	}
	return out
}

// choice completes a flag with its values.
func choice(cmd *cobra.Command, flag string, values ...string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic("internal error: " + err.Error())
	}
}
