// Command buildmachines compiles one inventory of Nix remote builders into
// every file that both ends of a distributed build need.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/secret"
)

func main() {
	collectLate()
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// The exit codes.
const (
	exitFine    = 0
	exitFound   = 1 // the inventory has errors, or a difference was found
	exitUsage   = 2
	exitFailure = 3 // I/O, or a fault of ours
)

// failure is an error with its exit code. err is nil when everything that
// there is to say was said.
type failure struct {
	code int
	err  error
}

func (f failure) Error() string {
	if f.err == nil {
		return ""
	}
	return f.err.Error()
}

func (f failure) Unwrap() error { return f.err }

// found ends a command whose diagnostics or differences were printed.
func found() error { return failure{code: exitFound} }

func usage(format string, args ...any) error {
	return failure{exitUsage, fmt.Errorf(format, args...)}
}

// run is the program, with all that a test needs to be in its place.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cmd := newRootCmd()
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	out := &latch{Writer: stdout}
	cmd.SetOut(out)
	cmd.SetErr(stderr)
	at, err := execute(cmd)
	if out.err != nil {
		err = failure{exitFailure, out.err}
	}
	if err == nil {
		return exitFine
	}
	var f failure
	if !errors.As(err, &f) {
		f = failure{exitUsage, err} // cobra's own: an unknown command or flag
	}
	if f.Error() != "" {
		say(stderr, "%s", report.Plain(f.Error()))
	}
	if f.code == exitUsage {
		say(stderr, "hint: run `%s --help`", at.CommandPath())
	}
	return f.code
}

// execute runs the command. A panic is a fault of ours, and no wrong usage.
func execute(cmd *cobra.Command) (at *cobra.Command, err error) {
	defer func() {
		if r := recover(); r != nil {
			text := fmt.Sprint(r)
			if secret.MayHold(text) {
				text = "(not shown, because it may hold a key)"
			}
			at, err = cmd, failure{exitFailure, fmt.Errorf("internal error: %s; please report it with the output of `buildmachines version`", strings.TrimPrefix(text, "internal error: "))}
		}
	}()
	return cmd.ExecuteC()
}

// say prints a line of talk, which belongs to stderr.
func say(stderr io.Writer, format string, args ...any) {
	fmt.Fprintf(stderr, "buildmachines: "+format+"\n", args...)
}

// latch remembers the first error of a writer: cobra drops those of help, and
// returns those of completion as it returns wrong usage.
type latch struct {
	io.Writer
	err error
}

func (l *latch) Write(p []byte) (int, error) {
	n, err := l.Writer.Write(p)
	if l.err == nil {
		l.err = err
	}
	return n, err
}
