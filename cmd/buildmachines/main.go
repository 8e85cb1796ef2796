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

	"github.com/buildmachines/buildmachines/internal/termtext"
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

// run is the program, with all that a test needs to be in its place. Whatever a
// command writes goes through termtext, and only [product] goes round it.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	cmd := newRootCmd()
	cmd.SetArgs(harmless(args))
	cmd.SetIn(stdin)
	out, talk := termtext.Listing(stdout), termtext.Talk(stderr)
	cmd.SetOut(out)
	cmd.SetErr(talk)
	at, err := execute(cmd)
	_ = out.Flush() // its error is kept
	if out.Err() != nil {
		err = failure{exitFailure, out.Err()}
	}
	code := exitCode(talk, at, err)
	_ = talk.Flush() // there is nowhere left to say what fails
	return code
}

// exitCode says what is left to say, and returns the code.
func exitCode(stderr io.Writer, at *cobra.Command, err error) int {
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

// say prints a line of talk, which belongs to stderr. What it quotes may have line
// breaks: the lines after the first are indented, so that none passes for ours.
func say(stderr io.Writer, format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "\n  ")
	fmt.Fprintf(stderr, "buildmachines: %s\n", text)
}

// product is where the files go that a command prints: to a pipe or a file with
// exact bytes. Lists and diffs are for reading, and use OutOrStdout.
func product(cmd *cobra.Command) io.Writer { return termtext.Exact(cmd.OutOrStdout()) }

// harmless returns the arguments. Of what is to be completed, cobra complains on
// os.Stderr: nothing is between it and a terminal.
func harmless(args []string) []string {
	if len(args) == 0 || !strings.HasPrefix(args[0], cobra.ShellCompRequestCmd) {
		return args
	}
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = termtext.Line(a)
	}
	return out
}
