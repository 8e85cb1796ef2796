package main

import (
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/schema/jsonschema"
)

func newSchemaCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print a JSON Schema of TOML inventories, for editors",
		Long: `schema prints a JSON Schema (draft 7) of inventories in TOML. Editors use it to
complete and check names, types, choices and defaults. taplo, the language server
of most editors, finds the schema through the first line of an inventory:

  #:schema ./buildmachines.schema.json

The schema accepts every inventory that compiles. Some faults only validate can
find: names that refer to nothing, and wrong keys, addresses or versions.`,
		Example: `  buildmachines schema > buildmachines.schema.json`,
		Args:    noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := jsonschema.Write(product(cmd)); err != nil {
				return failure{exitFailure, err}
			}
			return nil
		},
	}
}
