package wrapper_test

import (
	"bytes"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// The wrapper as authorized_keys names it, behind a real sshd, with a real Nix.
func TestBehindSSHD(t *testing.T) {
	nix := counterpart.Nixes(t)[0]
	st := newStage(t)
	quiet := t.TempDir() // refusals are not for this machine's syslog
	write(t, filepath.Join(quiet, "logger"), "#!/bin/sh\n")
	st.install(t, setup("multi-user", quiet, nix.Bin))
	server := counterpart.StartSSHD(t, counterpart.SSHDOptions{
		HostKeys:   []string{"ed25519"},
		KeyOptions: `restrict,command="/bin/sh ` + st.wrapper + `"`,
		Config:     "AcceptEnv *\n",
	})
	ask := sshTo(t, server)

	stdout, stderr, err := ask("nix-store", "--version")
	if err != nil || stdout != "nix-store (Nix) "+nix.Version+"\n" {
		t.Errorf("nix-store --version: %q, %q, %v", stdout, stderr, err)
	}
	for sent, want := range map[string]string{
		"touch pwned":                      "refused: touch pwned",
		"nix-store --version; id":          "refused: nix-store --version; id",
		"":                                 "refused: no command",
		"nix-daemon --stdio --store /x'\n": "refused: nix-daemon --stdio --store /x'",
	} {
		stdout, stderr, err := ask(sent)
		if exit := exitStatus(err); exit != 126 || stdout != "" || !strings.Contains(stderr, "buildmachines: "+want) {
			t.Errorf("%q: status %d, %q, %q", sent, exit, stdout, stderr)
		}
	}
	if stdout, stderr, err := ask("-s", "sftp"); err == nil || stdout != "" {
		t.Errorf("sftp: %q, %q, %v", stdout, stderr, err)
	}
}

// sshTo returns a function that runs a command on the server.
func sshTo(t *testing.T, s *counterpart.SSHD) func(words ...string) (stdout, stderr string, err error) {
	ssh := counterpart.Require(t, "ssh")
	pins := filepath.Join(t.TempDir(), "known_hosts")
	write(t, pins, fmt.Sprintf("[%s]:%d %s\n", s.Host, s.Port, s.HostKeys["ed25519"]))
	base := []string{
		"-F", "/dev/null", "-T", "-p", fmt.Sprint(s.Port), "-l", s.User, "-i", s.ClientKey, "-o", "UserKnownHostsFile=" + pins,
		"-o", "StrictHostKeyChecking=yes", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "SetEnv=ENV=/x CDPATH=/tmp LC_ALL=C.UTF-8 IFS=-",
	}
	return func(words ...string) (string, string, error) {
		argv := append(base[:len(base):len(base)], s.Host)
		if words[0] == "-s" {
			argv = append(base[:len(base):len(base)], "-s", s.Host)
			words = words[1:]
		}
		if words[0] != "" {
			argv = append(argv, words...)
		}
		cmd := exec.CommandContext(t.Context(), ssh, argv...)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		return stdout.String(), stderr.String(), err
	}
}

func exitStatus(err error) int {
	if exit, ok := err.(*exec.ExitError); ok {
		return exit.ExitCode()
	}
	return -1
}
