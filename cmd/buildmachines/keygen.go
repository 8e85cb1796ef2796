package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/keygen"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/splice"
)

type keygenOptions struct {
	input
	client  string
	signing string
	cache   string
	out     string
	write   bool
}

func newKeygenCmd(t *talk) *cobra.Command {
	o := &keygenOptions{input: input{mends: []diag.Code{diag.ClientKeyMissing, diag.UnsignedClient}}}
	cmd := &cobra.Command{
		Use:   "keygen",
		Short: "Make keys for ssh logins and for signing",
		Long: `keygen makes an ed25519 key without a passphrase for every client that has no
ssh_public_keys, or for the client named with --client. It prints the lines to
paste into the inventory. With --write it adds them itself, and changes nothing
else in the file. With --signing or --cache it makes a key pair for Nix to sign
with.

keygen writes a private key to its file (mode 0600) and nowhere else. It never
overwrites a file.`,
		Example: `  buildmachines keygen --out ~/keys --write
  buildmachines keygen --client laptop --out ~/keys
  buildmachines keygen --signing laptop --out ~/keys
  buildmachines keygen --cache ada --out ~/keys`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd, t) },
	}
	o.flags(cmd)
	f := cmd.Flags()
	f.StringVar(&o.client, "client", "", "make a key for this `CLIENT`, even if it has one")
	f.StringVar(&o.signing, "signing", "", "make a signing pair for this `CLIENT`, for builders with trusted = false")
	f.StringVar(&o.cache, "cache", "", "make a signing pair for this `BUILDER`, for its cache block")
	f.StringVar(&o.out, "out", ".", "write the key files to the folder `DIR`")
	f.BoolVar(&o.write, "write", false, "write the public keys into the inventory")
	return cmd
}

func (o *keygenOptions) run(cmd *cobra.Command, t *talk) error {
	if err := o.checkFlags(); err != nil {
		return err
	}
	w := &keyWriter{keygenOptions: o, stdout: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr()}
	r, err := o.compile(cmd, t, func(p *plan.Plan) (_ hcl.Diagnostics, err error) {
		w.jobs, w.skipped, err = o.jobs(p)
		return nil, err
	})
	if err != nil {
		return err
	}
	w.src = r.src
	if o.write {
		editor, done, err := w.input.editor(cmd)
		if err != nil {
			return err
		}
		defer done()
		w.editor = editor
	}
	return w.run()
}

func (o *keygenOptions) checkFlags() error {
	given := 0
	for _, name := range []string{o.client, o.signing, o.cache} {
		if name != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return usage("--client, --signing and --cache make different keys; leave out all but one")
	case o.write && o.file == "-":
		return usage("--write needs a file to write to, and -f - is none")
	}
	return nil
}

// keyWriter makes the keys of all jobs.
type keyWriter struct {
	*keygenOptions
	stdout, stderr io.Writer
	jobs           []*keyJob
	skipped        []string
	src            *schema.Sources
	editor         *splice.Editor // nil without --write
}

func (w *keyWriter) say(format string, args ...any) {
	say(w.stderr, format, args...)
}

func (w *keyWriter) run() error {
	for _, s := range w.skipped {
		w.say("%s", s)
	}
	if len(w.jobs) == 0 {
		return nil
	}
	for _, j := range w.jobs {
		if err := keygen.Free(w.path(j.secret), w.path(j.public)); err != nil {
			return failure{exitFailure, err}
		}
	}
	if err := os.MkdirAll(w.out, 0o700); err != nil {
		return failure{exitFailure, err}
	}
	for _, j := range w.jobs {
		if err := w.make(j); err != nil {
			return failure{exitFailure, err}
		}
	}
	w.warn()
	return w.publish()
}

func (w *keyWriter) path(name string) string { return filepath.Join(w.out, name) }

// make makes one pair. Its files stand before the inventory names it: a public
// half without its secret half is worth nothing.
func (w *keyWriter) make(j *keyJob) error {
	pair, err := j.generate()
	if err != nil {
		return err
	}
	if err := pair.Write(w.path(j.secret), w.path(j.public)); err != nil {
		return err
	}
	j.pair = pair
	w.say("wrote %s (mode 0600) and %s", w.path(j.secret), w.path(j.public))
	for _, hint := range j.install {
		w.say("hint: %s", hint)
	}
	return nil
}

// warn says in one line that a secret half stands where it may be published.
func (w *keyWriter) warn() {
	var names []string
	why := ""
	for _, j := range w.jobs {
		if reason := keygen.Exposed(w.path(j.secret), w.inventory()); reason != "" {
			names, why = append(names, w.path(j.secret)), reason
		}
	}
	if len(names) > 0 {
		w.say("warning: never commit a private key; move it away or have git ignore it: %s (%s)", few(names), why)
	}
}

// inventory is the file or folder of the inventory, "" for standard input.
func (w *keyWriter) inventory() string {
	switch w.file {
	case "-":
		return ""
	case "":
		file, _ := findInventory() // it was found before
		return file
	}
	return w.file
}

// publish puts the public halves into the inventory, or prints what to paste.
func (w *keyWriter) publish() error {
	var paste, written []*keyJob
	for _, j := range w.jobs {
		var refusal *splice.Refusal
		switch err := w.edit(j); {
		case w.editor == nil:
			paste = append(paste, j)
		case errors.As(err, &refusal):
			w.say("%s; paste what is printed on stdout", refusal.Why)
			paste = append(paste, j)
		case err != nil:
			return failure{exitFailure, err}
		default:
			written = append(written, j)
		}
	}
	err := w.save(written)
	if err != nil {
		paste = w.jobs
	}
	for i, j := range paste {
		if i > 0 {
			fmt.Fprintln(w.stdout)
		}
		fmt.Fprint(w.stdout, w.snippet(j))
	}
	if err == nil && w.editor != nil && len(paste) > 0 {
		err = found()
	}
	return err
}

func (w *keyWriter) edit(j *keyJob) error {
	if w.editor == nil {
		return nil
	}
	return j.edit(w.editor, j.pair)
}

// save writes the inventory, if anything in it changed.
func (w *keyWriter) save(written []*keyJob) error {
	if len(written) == 0 {
		return nil
	}
	if err := w.editor.Write(); err != nil {
		var r *splice.Refusal
		if errors.As(err, &r) {
			return failure{exitFound, err}
		}
		return failure{exitFailure, err}
	}
	var names, files []string
	for _, j := range written {
		names = append(names, j.label)
	}
	for _, e := range w.editor.Edits() {
		files = append(files, e.File)
	}
	w.say("edited %s: %s", few(files), few(names))
	return nil
}

// snippet is what to paste for a job.
func (w *keyWriter) snippet(j *keyJob) splice.Snippet {
	return w.inPlace(j.snippet(j.pair), w.src, j.origin)
}
