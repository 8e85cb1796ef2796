package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
)

type bootstrapOptions struct {
	input
	ssh      string
	client   string
	identity string
	dryRun   bool
	remove   bool
	write    bool
}

func newBootstrapCmd(t *talk) *cobra.Command {
	o := &bootstrapOptions{input: input{mends: []diag.Code{diag.PinMissing}}}
	cmd := &cobra.Command{
		Use:   "bootstrap BUILDER",
		Short: "Set up the machine of a builder",
		Long: `bootstrap prints a script that turns a machine into a builder. It sets up an
account, its authorized keys, the wrapper, and the settings of sshd and Nix. Run
it as root on the builder. It prints each step, can be interrupted and run again,
and undoes everything with --remove.

With --ssh, bootstrap copies the script to the machine and runs it there, with
sudo unless you log in as root. Then it reads the machine's host keys over the
same connection, and the machine has to prove each of them in a handshake. With
--write, bootstrap pins the proven keys in the inventory. If this machine has a
private key of a client, bootstrap also tests a login with it.

bootstrap uses your ssh, with your keys and your route to the machine. It forwards
nothing of yours: no agent, no X11, no tunnels, no variables. When bootstrap ends,
however it ends, its connection and its files on the machine are removed.`,
		Example: `  buildmachines bootstrap ada > bootstrap.sh
  buildmachines bootstrap ada --ssh admin@ada.example.org --dry-run
  buildmachines bootstrap ada --ssh admin@ada.example.org --write`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("bootstrap takes one argument, the builder")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return o.run(cmd, t, args[0]) },
	}
	cmd.ValidArgsFunction = func(cmd *cobra.Command, args []string, toComplete string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completion(setupNames)(cmd, args, toComplete)
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.ssh, "ssh", "", "log in as `[USER@]HOST` (or ssh://[USER@]HOST:PORT) and run the script there")
	f.BoolVar(&o.dryRun, "dry-run", false, "show what the script would do, and change nothing")
	f.BoolVar(&o.remove, "remove", false, "undo everything")
	f.BoolVar(&o.write, "write", false, "pin the proven keys of the host in the inventory")
	f.StringVar(&o.client, "client", "", "test the login of this `CLIENT` at the end")
	f.StringVar(&o.identity, "identity", "", "the private key `FILE` of that client (default its ssh_key)")
	return cmd
}

func (o *bootstrapOptions) checkFlags() error {
	for _, f := range []struct {
		name string
		set  bool
	}{
		{"--dry-run", o.dryRun}, {"--remove", o.remove}, {"--write", o.write}, {"--client", o.client != ""}, {"--identity", o.identity != ""},
	} {
		if f.set && o.ssh == "" {
			return usage("%s needs --ssh; the printed script takes --dry-run and --remove itself", f.name)
		}
	}
	switch {
	case o.write && (o.dryRun || o.remove):
		return usage("--write pins the keys of a machine that is set up; leave out --dry-run and --remove")
	case o.write && o.file == "-":
		return usage("--write needs a file to write to, and -f - is none")
	case strings.HasPrefix(o.ssh, "-"):
		return usage("--ssh takes [USER@]HOST, not %q", o.ssh)
	case hostAndPort.MatchString(o.ssh):
		return usage("--ssh takes a port in a URI only: ssh://%s", o.ssh)
	case o.identity != "" && !readable(o.identity):
		return failure{exitFailure, fmt.Errorf("cannot read the private key %s", o.identity)}
	}
	return nil
}

// hostAndPort is what ssh takes for the name of a host: it has one colon, and so
// is no IPv6 address.
var hostAndPort = regexp.MustCompile(`^[^:/]+:[0-9]+$`)

func (o *bootstrapOptions) run(cmd *cobra.Command, t *talk, builder string) error {
	if err := o.checkFlags(); err != nil {
		return err
	}
	target := emit.BuilderTargets.Lookup("bootstrap")
	var s *plan.Setup
	r, err := o.compile(cmd, t, func(p *plan.Plan) (diags hcl.Diagnostics, err error) {
		if s, err = pickSetup(p, builder); err != nil {
			return nil, err
		}
		return target.Check(s), o.checkClient(s)
	})
	if err != nil {
		return err
	}
	script := target.FileOf(s)
	if o.ssh == "" {
		sayModule(cmd.ErrOrStderr(), s, false)
		return printFile(product(cmd), script)
	}
	text, err := script.Make()
	if err != nil {
		return failure{exitFailure, err}
	}
	ctx, stop := interruptions()
	defer stop()
	b := &bootstrapping{bootstrapOptions: o, cmd: cmd, ctx: ctx, src: r.src, setup: s, stderr: cmd.ErrOrStderr()}
	return b.there(text)
}

// interruptions ends the context with the signals that end a program, the end of its
// terminal and of its readers included. What nohup has it ignore, it ignores.
func interruptions() (context.Context, context.CancelFunc) {
	signals := slices.DeleteFunc([]os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE}, signal.Ignored)
	if len(signals) == 0 {
		return context.WithCancel(context.Background()) // none would stand for all
	}
	return signal.NotifyContext(context.Background(), signals...)
}

func (o *bootstrapOptions) checkClient(s *plan.Setup) error {
	var names []string
	for _, v := range s.Visits {
		if v.Client.Name == o.client {
			return nil
		}
		names = append(names, v.Client.Name)
	}
	if o.client == "" {
		return nil
	}
	return usage("no client %q uses %s; there are: %s", o.client, s.Name, list(names))
}
