package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
)

func newValidateCmd(t *talk) *cobra.Command {
	in := &input{}
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check an inventory, and that every file can hold its values",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := in.compile(cmd, t, func(p *plan.Plan) (hcl.Diagnostics, error) {
				_, diags := emit.Files(p)
				return diags, nil
			})
			if err != nil {
				return err
			}
			say(cmd.ErrOrStderr(), "the inventory is valid: %s, %s",
				count(len(r.plan.Builders), "builder"), count(len(r.plan.Clients), "client"))
			return nil
		},
	}
	in.flags(cmd)
	return cmd
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
