package session

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Trust is whether Nix takes such settings as builders from us.
type Trust int

// A daemon ignores them from users whom it does not trust: Nix 2.4 to 2.21
// without a word, others with a warning.
const (
	Unknown Trust = iota
	Trusted
	Untrusted
)

// askLimit is for all questions together. A command must not wait for a daemon
// that hangs longer than people do.
const askLimit = 3 * time.Second

// AskTrust finds out whether the store that commands use by default trusts the
// current user. It runs the nix in PATH if it has to.
func AskTrust(ctx context.Context) Trust {
	ctx, cancel := context.WithTimeout(ctx, askLimit)
	defer cancel()
	remote := os.Getenv("NIX_REMOTE")
	auto := remote == "" || remote == "auto"
	if auto && ownStore() || remote == "local" || strings.HasPrefix(remote, "local?") || strings.HasPrefix(remote, "/") {
		return Trusted
	}
	if t := askStore(ctx); t != Unknown {
		return t
	}
	if auto || remote == "daemon" || strings.HasPrefix(remote, "unix://") {
		return askConfig(ctx)
	}
	return Unknown
}

// ownStore follows Nix in how it opens the store "auto" (libstore
// store-api.cc): without a daemon if it may write, or if there is no daemon.
func ownStore() bool {
	state := os.Getenv("NIX_STATE_DIR")
	if state == "" {
		state = "/nix/var/nix"
	}
	const readWrite = 4 | 2
	if syscall.Access(state, readWrite) == nil {
		return true
	}
	socket := os.Getenv("NIX_DAEMON_SOCKET_PATH")
	if socket == "" {
		socket = filepath.Join(state, "daemon-socket/socket")
	}
	_, err := os.Stat(socket)
	return os.IsNotExist(err)
}

// askStore lets the daemon itself say it, as those since 2.15 do. Clients print
// it as JSON since 2.14; `info` was called `ping` before 2.19, and is in Lix.
func askStore(ctx context.Context) Trust {
	for _, name := range []string{"info", "ping"} {
		out, err := nix(ctx, nil, "store", name, "--json")
		if err != nil {
			continue
		}
		var store struct{ Trusted any } // 1 before 2.34, then true; absent where the daemon does not say
		if json.Unmarshal(out, &store) != nil {
			return Unknown
		}
		switch store.Trusted {
		case true, 1.0:
			return Trusted
		case false, 0.0:
			return Untrusted
		}
		return Unknown
	}
	return Unknown
}

// askConfig decides as the daemon would by nix.conf. What the user's own files
// and NIX_CONFIG say of trusted-users does not count.
func askConfig(ctx context.Context) Trust {
	systemOnly := []string{"NIX_USER_CONF_FILES=", "NIX_CONFIG="}
	for _, show := range [][]string{{"config", "show", "--json"}, {"show-config", "--json"}} { // renamed in 2.20
		out, err := nix(ctx, systemOnly, show...)
		if err != nil {
			continue
		}
		var config struct {
			TrustedUsers *struct{ Value []string } `json:"trusted-users"`
		}
		if json.Unmarshal(out, &config) != nil || config.TrustedUsers == nil {
			return Unknown
		}
		return trusts(config.TrustedUsers.Value)
	}
	return Unknown
}

// nix runs a command of nix, and returns what it prints.
func nix(ctx context.Context, env []string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "nix", append([]string{"--extra-experimental-features", "nix-command"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.WaitDelay = askLimit / 10 // for whatever still holds its output
	return cmd.Output()
}
