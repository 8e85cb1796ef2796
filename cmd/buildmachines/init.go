package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// The starter inventories. The suite compiles both.
var (
	//go:embed starter.hcl
	starterHCL string
	//go:embed starter.toml
	starterTOML string
)

func newInitCmd() *cobra.Command {
	syntax := ""
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a commented starter inventory",
		Long: `init writes buildmachines.hcl (or buildmachines.toml) into the folder DIR, by
default the working folder. It never overwrites a file.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := "."
			if len(args) > 0 {
				dir = args[0]
			}
			text := map[string]string{"hcl": starterHCL, "toml": starterTOML}[syntax]
			if text == "" {
				return usage("--syntax is hcl or toml, not %q", syntax)
			}
			name := filepath.Join(dir, "buildmachines."+syntax)
			if err := writeNew(name, text); err != nil {
				return failure{exitFailure, err}
			}
			say(cmd.ErrOrStderr(), "wrote %s; edit it, then run `buildmachines validate -f %s`", name, name)
			return nil
		},
	}
	cmd.Flags().StringVar(&syntax, "syntax", "hcl", "the `SYNTAX` of the inventory: hcl or toml")
	choice(cmd, "syntax", "hcl", "toml")
	return cmd
}

// writeNew writes a file that is not there yet, and the folder it is in.
func writeNew(name, text string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is already there, and is not overwritten", name)
	}
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
