package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"strings"
	"syscall"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/session"
)

type execOptions struct {
	input
	client  string
	only    []string
	without []string
	offline bool
	inline  bool
}

func newExecCmd(t *talk) *cobra.Command {
	o := &execOptions{input: input{noHints: true}}
	cmd := &cobra.Command{
		Use:   "exec [flags] -- COMMAND [ARG]...",
		Short: "Run a command with builders chosen by name",
		Long: `exec runs a command with all builders of a client, or with chosen ones. It appends
"builders = ..." to NIX_CONFIG and executes the command. It writes no files and
changes no other setting.

A SELECTOR is the name of a builder, @TAG, or * for all. Without --client, exec
takes the client whose host_names has the name of this machine, or the only one.

The value names builders by their alias in the installed ssh_config. With --inline
it contains user, host, port and keys itself, if the client's Nix can read them.

Nix accepts builders from trusted users only. If you are not one, exec says so; with
--strict it does not run the command.`,
		Example: `  buildmachines exec --only ada -- nix build
  buildmachines exec --only @fast --without bob -- nixos-rebuild build --flake .
  sudo buildmachines exec --only ada -- nixos-rebuild switch --flake .
  buildmachines exec --offline -- nix build          # no builders at all`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usage("exec needs a command, after --")
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveDefault
		},
		RunE: func(cmd *cobra.Command, argv []string) error { return o.run(cmd, t, argv) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.SetInterspersed(false) // the flags after COMMAND are the command's
	f.StringVar(&o.client, "client", "", "this machine is `CLIENT`")
	f.StringArrayVar(&o.only, "only", nil, "use only the builders that match `SELECTOR` (repeatable)")
	f.StringArrayVar(&o.without, "without", nil, "do not use the builders that match `SELECTOR` (repeatable)")
	f.BoolVar(&o.offline, "offline", false, "use no builders, and read no inventory")
	f.BoolVar(&o.inline, "inline", false, "write user, host, port, key and pin into the value; no ssh_config")
	return cmd
}

func (o *execOptions) run(cmd *cobra.Command, t *talk, argv []string) error {
	if o.offline && (len(o.only) > 0 || len(o.without) > 0 || o.inline) {
		return usage("--offline is for no builders; leave out --only, --without and --inline")
	}
	path, err := exec.LookPath(argv[0])
	if err != nil {
		return failure{exitFailure, err}
	}
	builders := ""
	if !o.offline {
		if builders, err = o.builders(cmd, t); err != nil {
			return err
		}
		if !o.heeded(cmd, argv) && o.strict {
			return found()
		}
	}
	return become(path, argv, session.Environ(os.Environ(), builders))
}

// builders returns the value of the setting.
func (o *execOptions) builders(cmd *cobra.Command, t *talk) (string, error) {
	targets := emit.ClientTargets
	if o.inline {
		targets = targets.Inline()
	}
	target := targets.Lookup("builders")
	var chosen *plan.Client
	_, err := o.compile(cmd, t, func(p *plan.Plan) (hcl.Diagnostics, error) {
		c, err := o.pick(p)
		if err != nil {
			return nil, err
		}
		if chosen, err = session.Choose(p, c, o.only, o.without); err != nil {
			return nil, failure{exitUsage, err}
		}
		return target.Check(chosen), nil
	})
	if err != nil {
		return "", err
	}
	var line strings.Builder
	if err := target.Emit(&line, chosen); err != nil {
		return "", failure{exitFailure, err}
	}
	return strings.TrimSuffix(line.String(), "\n"), nil
}

func (o *execOptions) pick(p *plan.Plan) (*plan.Client, error) {
	if o.client != "" {
		return pick(p, o.client)
	}
	host, err := os.Hostname()
	if err != nil {
		return nil, failure{exitFailure, err}
	}
	c, err := session.ClientOf(p, host)
	if err != nil {
		return nil, failure{exitUsage, err}
	}
	return c, nil
}

// heeded says why Nix will not see or not take the builders, as far as that can
// be known.
func (o *execOptions) heeded(cmd *cobra.Command, argv []string) bool {
	stderr := cmd.ErrOrStderr()
	if name := session.Drops(argv); name != "" {
		say(stderr, "%s starts commands without NIX_CONFIG, so they use other builders", name)
		say(stderr, "hint: put %s in front: %s buildmachines exec ...", name, name)
		return false
	}
	if session.AskTrust(cmd.Context()) != session.Untrusted {
		return true
	}
	say(stderr, "the Nix daemon does not trust %s, so it ignores this choice and uses its own builders", userName())
	say(stderr, "hint: run this as root, or as one of trusted-users in nix.conf")
	return false
}

func userName() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return "this user"
}

// become replaces this program by the command, which so has our streams, signals
// and exit code.
func become(path string, argv, env []string) error {
	err := syscall.Exec(path, argv, env)
	if errors.Is(err, syscall.E2BIG) {
		err = errors.New("the system takes no NIX_CONFIG of this size; choose fewer builders with --only")
	}
	return failure{exitFailure, fmt.Errorf("%s: %w", path, err)}
}
