package main

import (
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/schema/jsonschema"
)

func newSchemaCmd() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print a JSON Schema of TOML inventories, for editors",
		Long: `schema prints a JSON Schema (draft 7) of the inventory language as TOML has it,
from which an editor knows names, types, choices and defaults. taplo, the
language server of most editors, takes it from the first line of an inventory:

  #:schema ./buildmachines.schema.json

The schema accepts every inventory that compiles. What it cannot say, validate
reports: names that refer to nothing, keys, addresses, versions.`,
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
