package main

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
)

func newPlanCmd(t *talk) *cobra.Command {
	in, client := &input{}, ""
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Print the plan, the resolved inventory, as JSON",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			var part *plan.Plan
			_, err := in.compile(cmd, t, func(p *plan.Plan) (_ hcl.Diagnostics, err error) {
				part, err = only(p, client)
				return nil, err
			})
			if err != nil {
				return err
			}
			return printFile(product(cmd), emit.PlanFile(part))
		},
	}
	in.flags(cmd)
	cmd.Flags().StringVar(&client, "client", "", "only this `CLIENT` and its builders")
	return cmd
}
