package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/schema/pubkey"
	"github.com/buildmachines/buildmachines/setup"
	"github.com/buildmachines/buildmachines/splice"
)

// bootstrapping is one run on a machine.
type bootstrapping struct {
	*bootstrapOptions
	cmd    *cobra.Command
	ctx    context.Context
	src    *schema.Sources
	setup  *plan.Setup
	stderr io.Writer
}

func (b *bootstrapping) say(format string, args ...any) {
	say(b.stderr, format, args...)
}

// there runs the script on the machine, reads its keys, and tries the way in.
func (b *bootstrapping) there(text []byte) (err error) {
	in := b.cmd.InOrStdin()
	host, err := setup.Connect(b.ctx, b.ssh, setup.Streams{
		In: in, Out: b.stderr, Err: b.stderr, Terminal: isTerminalReader(in), Waiting: b.waiting,
	}, setup.Patient)
	if err != nil {
		return failure{exitFailure, err}
	}
	defer func() { err = errors.Join(err, asFailure(host.Close())) }()
	script, err := host.Put(text)
	if err != nil {
		return failure{exitFailure, err}
	}
	defer func() { err = errors.Join(err, asFailure(script.Delete())) }()
	if err := b.runScript(script); err != nil || b.dryRun || b.remove {
		return err
	}
	keys, err := script.HostKeys()
	if err != nil {
		return failure{exitFailure, err}
	}
	pinned, err := b.pin(keys)
	if err != nil {
		return err
	}
	return b.try(pinned)
}

func (b *bootstrapping) waiting(what string, silent time.Duration) {
	b.say("%s: waiting for %s (%.0f s)", b.setup.Name, what, silent.Seconds())
}

// asFailure is nil for nil.
func asFailure(err error) error {
	if err == nil {
		return nil
	}
	return failure{exitFailure, err}
}

// runScript runs the script, unless the machine is one that its own
// configuration sets up.
func (b *bootstrapping) runScript(script *setup.Script) error {
	if sayModule(b.stderr, b.setup, b.remove) {
		return nil
	}
	var flags []string
	if b.dryRun {
		flags = append(flags, setup.DryRun)
	}
	if b.remove {
		flags = append(flags, setup.Remove)
	}
	var failed setup.Failed
	err := script.Run(b.setup.Remote.HasDaemon(), flags...)
	if errors.As(err, &failed) && failed.Status == exitFound {
		return found() // the script has said why
	}
	return asFailure(err)
}

// sayModule says what sets up a machine that its own configuration owns, or
// takes that back: there the script refuses to.
func sayModule(stderr io.Writer, s *plan.Setup, remove bool) bool {
	on := platform.Of(s.Remote.Platform)
	switch {
	case !on.Declarative():
	case remove:
		say(stderr, "%s is set up by its configuration: take the import of builders/%s/%s out of it", s.Name, s.Name, on.Imported)
	default:
		say(stderr, "%s is set up by its configuration: import builders/%s/%s of `buildmachines compile --out`", s.Name, s.Name, on.Imported)
	}
	return on.Declarative()
}

// pin shows the host's keys and compares them with the pins; with --write it
// pins what is missing and was proven. It returns the builder's pins, as they are
// then.
func (b *bootstrapping) pin(keys []setup.HostKey) ([]string, error) {
	have := b.setup.PublicHostKeys
	missing, known := b.showKeys(keys)
	b.showStrangers(keys)
	proven := slices.ContainsFunc(keys, func(k setup.HostKey) bool { return k.Unproven == "" })
	switch {
	case len(b.setup.HostCertificateAuthorities) > 0 && !known:
		b.say("authorities vouch for %s, so its keys need no pins", b.setup.Name)
		return have, nil
	case !proven && !known:
		b.say("%s has proven no key, so there is none to pin", b.setup.Name)
		return nil, found()
	case len(missing) == 0:
		return have, nil
	case b.write:
		return b.writePins(missing)
	}
	fmt.Fprint(b.cmd.OutOrStdout(), b.snippet(missing))
	if len(have) > 0 && !known {
		b.say("the inventory pins other keys than %s has, so clients refuse it; put these in their place", b.setup.Name)
		return nil, found()
	}
	return append(slices.Clone(have), missing...), nil
}

// showKeys returns those that should be pinned, and whether any is.
func (b *bootstrapping) showKeys(keys []setup.HostKey) (missing []string, known bool) {
	for _, k := range keys {
		pinned := slices.Contains(b.setup.PublicHostKeys, k.Key)
		known = known || pinned
		state := "proven, not in the inventory"
		switch {
		case pinned && k.Unproven == "":
			state = "proven, pinned"
		case pinned:
			state = "pinned, but not proven: " + k.Unproven
		case k.Unproven != "":
			state = "not proven, so not to be pinned: " + k.Unproven
		default:
			missing = append(missing, k.Key)
		}
		b.say("host key %s %s, %s", pubkey.Type(k.Key), setup.Fingerprint(k.Key), state)
	}
	return missing, known
}

// showStrangers tells the pins that are no keys of the machine.
func (b *bootstrapping) showStrangers(keys []setup.HostKey) {
	for _, pin := range b.setup.PublicHostKeys {
		if !slices.ContainsFunc(keys, func(k setup.HostKey) bool { return k.Key == pin }) {
			b.say("the inventory pins %s %s too, which %s does not have; take it out unless you know whose it is", pubkey.Type(pin), setup.Fingerprint(pin), b.setup.Name)
		}
	}
}

func (b *bootstrapping) snippet(keys []string) splice.Snippet {
	s := splice.Snippet{Block: "builder", Label: b.setup.Name, List: "public_host_keys", Items: keys}
	return b.inPlace(s, b.src, b.setup.Origins.Block)
}

func (b *bootstrapping) writePins(missing []string) ([]string, error) {
	editor, done, err := b.editor(b.cmd)
	if err != nil {
		return nil, err
	}
	defer done()
	_, err = editor.AddToList("builder", b.setup.Name, "public_host_keys", missing)
	if err == nil {
		err = editor.Write()
	}
	var refusal *splice.Refusal
	switch {
	case errors.As(err, &refusal):
		b.say("%s; paste what is printed on stdout", refusal.Why)
		fmt.Fprint(b.cmd.OutOrStdout(), b.snippet(missing))
		return nil, found()
	case err != nil:
		return nil, failure{exitFailure, err}
	}
	for _, e := range editor.Edits() {
		b.say("pinned %s in %s; run `buildmachines compile` or `install` again", count(len(missing), "key"), e.File)
	}
	return editor.Plan().Builder(b.setup.Name).PublicHostKeys, nil
}

// try goes the way of a client whose key is here, or says how to do it there.
func (b *bootstrapping) try(pins []string) error {
	v := b.visit()
	if v == nil {
		return nil
	}
	seen := *v.Builder
	seen.PublicHostKeys = pins
	if seen.KeyName == "" && len(pins) > 0 {
		seen.KeyName = seen.Name
	}
	identity := b.identity
	if identity == "" {
		identity = seen.SSHKey
	}
	if !readable(identity) {
		b.say("to check the way in, run on %s as %s, with the compiled files: ssh %s nix-store --version", v.Client.Name, strings.Join(v.Client.Users, " and "), b.setup.Name)
		return nil
	}
	err := setup.Trial{Client: v.Client, Builder: &seen, Identity: identity, Err: b.stderr}.Run(b.ctx)
	if errors.Is(err, setup.ErrInterrupted) {
		return asFailure(err)
	}
	if err != nil {
		b.say("the client %s does not reach Nix on %s: %v", v.Client.Name, b.setup.Name, err)
		return found()
	}
	b.say("the client %s reaches Nix on %s", v.Client.Name, b.setup.Name)
	return nil
}

// visit is the client to try: the one that is named, or that this machine is,
// or the only one.
func (b *bootstrapping) visit() *plan.Visit {
	name, _ := os.Hostname()
	for i, v := range b.setup.Visits {
		if v.Client.Name == b.client || b.client == "" && (len(b.setup.Visits) == 1 || slices.Contains(v.Client.HostNames, name)) {
			return &b.setup.Visits[i]
		}
	}
	return nil
}

// readable reports whether the key is here. The inventory says where, and
// opening a pipe would wait for whoever writes to it.
func readable(file string) bool {
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	return f.Close() == nil
}

func isTerminalReader(r io.Reader) bool {
	f, ok := r.(*os.File)
	return ok && isPerson(f)
}
