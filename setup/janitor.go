package setup

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A janitor is a shell that cleans up on this machine as soon as our end of a
// pipe to it is closed, which the kernel does for a program that is killed. It
// has a session of its own, so that no signal for us reaches it.
type janitor struct {
	cmd   *exec.Cmd
	pipe  io.WriteCloser
	ended chan struct{}
}

// clean ends the ssh that it was told of last, the connection, and then the folder
// of both; and puts the terminal back. While ssh logs in, it has no socket; from
// then on, it has another process.
const clean = `
pid=
while read -r line; do pid=$line; done
if [ "$pid" ]; then kill "$pid"; fi
if [ -S "$1/s" ]; then ssh -F none -S "$1/s" -O exit -- x; fi
rm -rf "$1"
if [ "$2" ]; then stty "$2" <&3; fi
`

func startJanitor(dir string, t terminal) (*janitor, error) {
	j := &janitor{cmd: exec.Command("sh", "-c", clean, "buildmachines", dir, t.modes), ended: make(chan struct{})}
	j.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	j.cmd.Dir = "/"
	if t.modes != "" {
		j.cmd.ExtraFiles = []*os.File{t.file}
	}
	var err error
	if j.pipe, err = j.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	if err := j.cmd.Start(); err != nil {
		return nil, err
	}
	go func() { _ = j.cmd.Wait(); close(j.ended) }() // what fails was gone already
	return j, nil
}

// run is cmd.Run of an ssh that no master ends.
func (j *janitor) run(cmd *exec.Cmd) error {
	if err := cmd.Start(); err != nil {
		return err
	}
	_, _ = fmt.Fprintln(j.pipe, cmd.Process.Pid) // without a janitor, there is nobody to tell
	defer fmt.Fprintln(j.pipe)
	return cmd.Wait()
}

// close has everything cleaned up, and waits for that.
func (j *janitor) close(ctx context.Context, l Limits) error {
	_ = j.pipe.Close() // it is gone at worst, and then has done it
	select {
	case <-j.ended:
		return nil
	case <-time.After(l.Answer):
	case <-ctx.Done():
		select {
		case <-j.ended:
			return nil
		case <-time.After(l.Grace):
		}
	}
	return fmt.Errorf("the ssh of process %d does not end", j.cmd.Process.Pid)
}
