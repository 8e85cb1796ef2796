package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/install"
	"github.com/buildmachines/buildmachines/internal/platform"
)

type installOptions struct {
	input
	client        string
	root          string
	yes           bool
	force         bool
	restart       bool
	rollback      bool
	fixUserConfig bool
}

func newInstallCmd(t *talk) *cobra.Command {
	o := &installOptions{}
	cmd := &cobra.Command{
		Use:   "install",
		Short: "Install the files of a client on this machine",
		Long: `install installs machines, known_hosts, ssh_config and nix.conf of a client on this
machine, or below --root. It shows a diff and asks for confirmation first. Then it
runs ssh as each daemon user, to check that ssh uses the installed files.

It works on platforms "linux" and "macos". Other platforms have modules instead.`,
		Example: `  sudo buildmachines install -f builders.hcl --client laptop
  sudo buildmachines install -f builders.hcl --yes --restart
  buildmachines install -f builders.hcl --yes --root image    # an image, not this machine
  sudo buildmachines install --rollback                       # undo the last install`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd, t) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.client, "client", "", "install for this `CLIENT` (optional if there is one)")
	f.StringVar(&o.root, "root", "/", "install into the image with the root folder `DIR`")
	f.BoolVar(&o.yes, "yes", false, "do not ask for confirmation")
	f.BoolVar(&o.force, "force", false, "also replace files that somebody else wrote or changed; keep a copy for --rollback")
	f.BoolVar(&o.restart, "restart", false, "restart the Nix daemon if the changes require it")
	f.BoolVar(&o.rollback, "rollback", false, "undo the last install")
	f.BoolVar(&o.fixUserConfig, "fix-user-config", false, "add an Include of our file at the top of ~/.ssh/config of each daemon user who has one")
	return cmd
}

func (o *installOptions) run(cmd *cobra.Command, t *talk) error {
	switch image := o.root != "/"; {
	case image && o.restart:
		return usage("--restart is for this machine; leave out --root")
	case image && o.fixUserConfig:
		return usage("--fix-user-config is for this machine; leave out --root")
	case o.rollback && (o.file != "" || o.fixUserConfig || len(o.vars) > 0):
		return usage("--rollback reads no inventory; leave out -f, --var and --fix-user-config")
	}
	if o.rollback {
		return asRoot(o.rollBack(cmd))
	}
	c, files, err := o.outputs(cmd, t)
	if err != nil {
		return err
	}
	i, err := o.open(cmd)
	if err != nil {
		return asRoot(err)
	}
	defer i.host.Close()
	return asRoot(i.install(c, files))
}

// asRoot tells who was denied something what to do.
func asRoot(err error) error {
	if errors.Is(err, fs.ErrPermission) && os.Geteuid() != 0 {
		return failure{exitFailure, fmt.Errorf("%w; run install as root, for instance with sudo", err)}
	}
	return err
}

// outputs compiles the inventory and returns the client, with its files by
// their names.
func (o *installOptions) outputs(cmd *cobra.Command, t *talk) (c *plan.Client, files map[string][]byte, err error) {
	var all []emit.File
	_, err = o.compile(cmd, t, func(p *plan.Plan) (diags hcl.Diagnostics, err error) {
		if c, err = pick(p, o.client); err != nil {
			return nil, err
		}
		if module := platform.Of(c.Platform).Imported; module != "" {
			return nil, usage("client %s is on %s, which has its own place for this: compile with --out DIR and use DIR/clients/%s/%s there", c.Name, c.Platform, c.Name, module)
		}
		all, diags = emit.FilesOf(p.Only(c), emit.ClientTargets, nil)
		return diags, nil
	})
	if err != nil {
		return nil, nil, err
	}
	files = map[string][]byte{}
	for _, f := range all {
		if name, ok := strings.CutPrefix(f.Path, "clients/"+c.Name+"/"); ok {
			if files[name], err = f.Make(); err != nil {
				return nil, nil, failure{exitFailure, err}
			}
		}
	}
	return c, files, nil
}

// open opens the machine and ends what an earlier run began.
func (o *installOptions) open(cmd *cobra.Command) (*installer, error) {
	host, err := install.Open(o.root)
	if err != nil {
		return nil, failure{exitFailure, err}
	}
	i := &installer{installOptions: o, host: host, cmd: cmd}
	if err := i.resume(); err != nil {
		host.Close()
		return nil, err
	}
	return i, nil
}

// resume ends what an earlier run began. Like everything else, it is shown and
// asked for.
func (i *installer) resume() error {
	plans, err := i.host.Interrupted()
	if err != nil {
		return failure{exitFailure, err}
	}
	for _, p := range plans {
		i.say("%s: an earlier run was interrupted; first, its changes are undone", p.Client())
		if err := i.apply(p, ""); err != nil {
			return err
		}
		i.say("%s: undone: %d restored, %d removed", p.Client(), len(p.Written), len(p.Removed))
	}
	return nil
}

func (o *installOptions) rollBack(cmd *cobra.Command) error {
	i, err := o.open(cmd)
	if err != nil {
		return err
	}
	defer i.host.Close()
	client, err := i.installed()
	if err != nil {
		return err
	}
	p, err := i.host.Rollback(client, o.force)
	if err != nil {
		return failure{exitFailure, err}
	}
	if !p.Changes() && len(p.Refused) == 0 {
		i.say("%s: there is nothing to roll back", client)
		return nil
	}
	if err := i.apply(p, "somebody changed it since; --force restores it nevertheless"); err != nil {
		return err
	}
	i.say("%s: rolled back: %d restored, %d removed", client, len(p.Written), len(p.Removed))
	return i.daemon(p)
}
