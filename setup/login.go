package setup

import (
	"context"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"
)

// login makes the connection, in the background: this ssh returns when it stands.
// It asks for nothing but that, so no variable of the user's SendEnv goes there.
func (h *Host) login() error {
	err := h.attend(task{name: "ssh -G", whole: h.limits.Login}, func(ctx context.Context, e *ears) error {
		return h.guard(ctx, e)
	})
	if err != nil {
		return failed("cannot log in to "+h.dest, err)
	}
	options := slices.Concat(h.guards, h.log.options(), []string{"-M", "-S", h.socket(), "-o", "ControlPersist=no", "-f", "-N", "--", h.dest})
	login := task{name: "the login", whole: h.limits.Login, quiet: h.terminal.asks}
	err = h.attend(login, func(ctx context.Context, e *ears) error {
		cmd := h.command(ctx, options...)
		if h.streams.Terminal {
			cmd.Stdin = h.streams.In
		}
		return h.runLogin(cmd, e)
	})
	h.proven = h.log.settle()
	h.terminal.restore()
	return failed("cannot log in to "+h.dest, err)
}

// runLogin is cmd.Run. The ssh for a jump lives as long as the connection, with
// stderr of the login: exec would wait for its end.
func (h *Host) runLogin(cmd *exec.Cmd, e *ears) error {
	r, w, err := os.Pipe()
	if err != nil {
		return err
	}
	said := make(chan struct{})
	go func() {
		_, _ = io.Copy(e.on(h.streams.Err), r)
		_ = r.Close()
		close(said)
	}()
	cmd.Stderr = w
	err = h.janitor.run(cmd)
	_ = w.Close()
	if err != nil {
		select {
		case <-said:
		case <-time.After(h.limits.Grace):
		}
	}
	return err
}

// safeOptions leave the user's way to the machine as it is, and take away what
// their config would hand to it, or run here. All are of OpenSSH 8.0: it refuses
// words that it does not know.
var safeOptions = []string{
	"-a", "-x", // no agent, no X11
	"-o", "ClearAllForwardings=yes",
	"-o", "Tunnel=no",
	"-o", "RemoteCommand=none",
	"-o", "PermitLocalCommand=no",
	"-o", "NoHostAuthenticationForLocalhost=no", // whoever has the port would be the machine
}

// guard sets the options for the user's config, as far as they depend on it.
func (h *Host) guard(ctx context.Context, e *ears) error {
	h.guards = slices.Clone(safeOptions)
	var out strings.Builder
	cmd := h.command(ctx, append(slices.Clone(safeOptions), "-T", "-G", "--", h.dest)...)
	cmd.Stdout, cmd.Stderr = e.on(&out), e.on(h.streams.Err)
	if err := cmd.Run(); err != nil {
		return err
	}
	config := map[string]string{}
	for line := range strings.Lines(out.String()) {
		keyword, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		config[keyword] = value
	}
	for _, o := range instead(config, h.streams.Terminal) {
		h.guards = append(h.guards, "-o", o)
	}
	return nil
}

// instead returns the options for those that the user's config has.
func instead(config map[string]string, terminal bool) (options []string) {
	if slices.Contains([]string{"false", "no", "off", "accept-new"}, config["stricthostkeychecking"]) {
		// Nobody has verified such a key, and we run a script as root there and pin
		// what the machine shows.
		options = append(options, "StrictHostKeyChecking="+map[bool]string{true: "ask", false: "yes"}[terminal])
	}
	if v := config["gssapidelegatecredentials"]; v != "" && v != "no" {
		options = append(options, "GSSAPIDelegateCredentials=no") // an ssh without GSSAPI complains about the word
	}
	if _, ok := config["setenv"]; ok {
		// Of several, the first counts; it cannot be none. sshd takes no such name.
		options = append(options, "SetEnv=BUILDMACHINES_NONE=")
	}
	proxied := config["proxyjump"] != "" || config["proxycommand"] != ""
	if config["connecttimeout"] == "none" && !(proxied && terminal) { // else a person may be typing a password for the jump
		options = append(options, "ConnectTimeout=60")
	}
	if !positive(config["serveraliveinterval"]) {
		options = append(options, "ServerAliveInterval=15")
	}
	if !positive(config["serveralivecountmax"]) {
		options = append(options, "ServerAliveCountMax=3")
	}
	return options
}

func positive(value string) bool {
	n, err := strconv.Atoi(value)
	return err == nil && n > 0
}
