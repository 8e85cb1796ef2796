// Command buildmachines compiles one inventory of Nix remote builders into
// every file that both ends of a distributed build need.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
)

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

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
	// A run is short: collecting garbage less often trades memory that is
	// free for time. The limit keeps large inventories in bounds.
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(memoryGoal)
	cmd := newRootCmd()
	cmd.SetArgs(args)
	cmd.SetIn(stdin)
	cmd.SetOut(stdout)
	cmd.SetErr(stderr)
	err := cmd.Execute()
	if err == nil {
		return exitFine
	}
	var f failure
	if !errors.As(err, &f) {
		f = failure{exitUsage, err} // cobra's own: an unknown command or flag
	}
	if f.Error() != "" {
		fmt.Fprintln(stderr, "buildmachines: "+f.Error())
	}
	if f.code == exitUsage {
		fmt.Fprintln(stderr, "buildmachines: hint: run `buildmachines --help`")
	}
	return f.code
}

// memoryGoal is where garbage collection becomes eager, in bytes.
const memoryGoal = 200 << 20
