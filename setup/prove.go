package setup

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/buildmachines/buildmachines/internal/termtext"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// prove has the machine prove its keys, one type after the other, over the way
// that the login took. The login has proven one already.
func (h *Host) prove(keys []string) (out []HostKey, err error) {
	proven, why := map[string]bool{h.proven: true}, map[string]string{}
	for _, k := range keys {
		typ := pubkey.Type(k)
		if _, tried := why[typ]; tried || proven[Fingerprint(k)] {
			continue
		}
		fingerprint, reason, err := h.handshake(typ, keys)
		if err != nil {
			return nil, err
		}
		proven[fingerprint], why[typ] = true, reason
	}
	for _, k := range keys {
		key := HostKey{Key: k}
		if !proven[Fingerprint(k)] {
			key.Unproven = why[pubkey.Type(k)]
			if key.Unproven == "" {
				key.Unproven = "sshd has another key of this type"
			}
		}
		out = append(out, key)
	}
	return out, nil
}

// proofAlias is the name of the machine in the known_hosts of a handshake.
const proofAlias = "buildmachines-proof"

// handshake begins a login with a host key of the type, and ends before anybody logs
// in. It returns the fingerprint of the key that the machine has proven, or why there
// is none.
func (h *Host) handshake(typ string, keys []string) (fingerprint, reason string, err error) {
	dir, err := os.MkdirTemp(h.dir, "proof")
	if err != nil {
		return "", "", err
	}
	known := filepath.Join(dir, "known_hosts")
	if err := os.WriteFile(known, []byte(proofAlias+" "+strings.Join(keys, "\n"+proofAlias+" ")+"\n"), 0o600); err != nil {
		return "", "", err
	}
	kept := &limited{left: 4 << 10}
	said := termtext.Talk(kept)
	log, err := openLog(filepath.Join(dir, "log"), said)
	if err != nil {
		return "", "", err
	}
	defer log.close()
	err = h.attend(task{name: "a handshake with " + typ, whole: h.limits.Answer}, func(ctx context.Context, _ *ears) error {
		ctx, done := context.WithCancel(ctx)
		defer done()
		log.onProof(done)
		cmd := h.handshakeCommand(ctx, typ, known, log)
		cmd.Stderr = said
		return h.janitor.run(cmd)
	})
	fingerprint = log.settle()
	switch {
	case h.ctx.Err() != nil:
		return "", "", ErrInterrupted
	case fingerprint == "":
		reason = lastLine(kept.String(), err)
	}
	return fingerprint, reason, nil
}

// handshakeCommand asks nobody for anything: it has no terminal, and no credentials.
func (h *Host) handshakeCommand(ctx context.Context, typ, known string, log *sshLog) *exec.Cmd {
	args := slices.Concat([]string{
		"-S", "none", "-N",
		"-o", "ControlMaster=no",
		"-o", "BatchMode=yes",
		"-o", "PreferredAuthentications=none",
		"-o", "HostKeyAlgorithms=" + algorithms(typ),
		"-o", "HostKeyAlias=" + proofAlias,
		"-o", "UserKnownHostsFile=" + known,
		"-o", "GlobalKnownHostsFile=/dev/null",
		"-o", "StrictHostKeyChecking=yes",
		"-o", "VerifyHostKeyDNS=no",
		"-o", "UpdateHostKeys=no",
		"-o", "CheckHostIP=no",
	}, h.guards, log.options(), []string{"--", h.dest})
	cmd := h.command(ctx, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // the ssh for a jump would ask, too
	cmd.Env = append(os.Environ(), "DISPLAY=", "SSH_ASKPASS_REQUIRE=never")
	return cmd
}

// algorithms are the ways to sign with a key of the type.
func algorithms(typ string) string {
	if typ == "ssh-rsa" {
		return "rsa-sha2-512,rsa-sha2-256"
	}
	return typ
}

func lastLine(said string, err error) string {
	lines := strings.FieldsFunc(said, func(r rune) bool { return r == '\n' || r == '\r' })
	if len(lines) == 0 {
		return fmt.Sprint(err)
	}
	return lines[len(lines)-1]
}

// limited drops what is over the limit.
type limited struct {
	bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.Buffer.Write(p[:n])
	return len(p), nil
}
