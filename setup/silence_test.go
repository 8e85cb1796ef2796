package setup_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// A stall is a machine that does not go on.
type stall struct {
	far   string // runs there in place of each command; "": what was asked for
	greet string // not an sshd: a port that says this, and then nothing; "-" is nothing at all
	limit func(*setup.Limits)
	waits string // what the person is told
	err   string
}

const soon = 200 * time.Millisecond

func login(l *setup.Limits)   { l.Login = soon }
func answer(l *setup.Limits)  { l.Answer = soon }
func silence(l *setup.Limits) { l.Silence = soon }
func whole(l *setup.Limits)   { l.Script = soon }

var stalls = map[string]stall{
	"takes the connection and says nothing": {greet: "-", limit: login, waits: "the login", err: "the login is not over after 200ms"},
	"greets and stalls in the key exchange": {greet: "SSH-2.0-OpenSSH_9.2\r\n", limit: login, waits: "the login", err: "the login is not over"},
	"sends what is no greeting":             {greet: strings.Repeat("welcome\r\n", 20), limit: login, waits: "the login", err: "the login is not over"},
	"stalls after the login":                {far: counterpart.Stuck, limit: answer, waits: "a folder", err: "a folder is not over"},
	"stalls before it takes the script": {
		far: `case $SSH_ORIGINAL_COMMAND in *cat*) ` + counterpart.Stuck + ` ;; esac;` + counterpart.Asked, limit: answer,
		waits: "copying the script", err: "copying the script is not over",
	},
	"stalls in the script": {
		far: `case $SSH_ORIGINAL_COMMAND in *"exec sh /"*) echo step; ` + counterpart.Stuck + ` ;; esac;` + counterpart.Asked, limit: silence,
		waits: "the script", err: "the script is silent for 200ms",
	},
	"says a word now and then": {
		far:   `case $SSH_ORIGINAL_COMMAND in *"exec sh /"*) while sleep 0.05; do echo .; done ;; esac;` + counterpart.Asked,
		limit: whole, err: "the script is not over after 200ms",
	},
	"stalls instead of showing its keys": {
		far: `case $SSH_ORIGINAL_COMMAND in *--host-keys*) ` + counterpart.Stuck + ` ;; esac;` + counterpart.Asked, limit: answer,
		waits: "reading the host keys", err: "reading the host keys is not over",
	},
	"prints for ever for a folder":       {far: endless, err: "a folder says more than 1024 KiB"},
	"prints lines for ever for a folder": {far: "exec yes", err: "a folder says more than 1024 KiB"},
	"prints for ever in the script": {
		far: `case $SSH_ORIGINAL_COMMAND in *"exec sh /"*) ` + endless + ` ;; esac;` + counterpart.Asked, err: "the script says more than 1024 KiB",
	},
	"prints for ever for its keys": {
		far: `case $SSH_ORIGINAL_COMMAND in *--host-keys*) ` + endless + ` ;; esac;` + counterpart.Asked, err: "reading the host keys says more than 1024 KiB",
	},
	"has a folder with another name": {
		far: `exec env TMPDIR="$TMPDIR/a b" sh -c "mkdir -p '$TMPDIR/a b'; $SSH_ORIGINAL_COMMAND"`, err: "made no temporary folder with a plain name",
	},
	"prints errors for ever": {far: "exec yes >&2", err: "a folder says more than 1024 KiB"},
}

// endless has no end, and no line that ends.
const endless = `yes | tr -d "\n"`

// start makes the machine. Only what it stalls in has a limit that matters.
func (s stall) start(t *testing.T) *machine {
	t.Helper()
	if s.far == "" {
		s.far = counterpart.Asked
	}
	m := startWith(t, "", s.far, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	if s.greet != "" {
		addr, _ := counterpart.Tarpit(t, strings.TrimPrefix(s.greet, "-"))
		m.Configure(t, "", addr)
	}
	m.limits.Word = time.Millisecond
	return m
}

// all is what bootstrap does on a machine.
func (m *machine) all(ctx context.Context) (err error) {
	h, err := setup.Connect(ctx, "machine", m.streams(), m.limits)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, h.Close()) }()
	s, err := h.Put([]byte("echo \"flags: $*\"\n"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Delete()) }()
	if err := s.Run(false); err != nil {
		return err
	}
	_, err = s.HostKeys()
	return err
}

// Wherever a machine stalls, a person is told what is waited for, and a limit ends
// it.
func TestStallsEnd(t *testing.T) {
	for name, s := range stalls {
		t.Run(name, func(t *testing.T) {
			m := s.start(t)
			if s.limit != nil {
				s.limit(&m.limits)
			}
			err := m.all(context.Background())
			if err == nil || !strings.Contains(err.Error(), s.err) {
				t.Errorf("got %v, want %q\n%s", err, s.err, m.said.String())
			}
			if s.waits != "" && !strings.Contains(m.said.String(), "waiting for "+s.waits+"\n") {
				t.Errorf("nobody is told of %s:\n%s", s.waits, m.said.String())
			}
			m.NothingIsLeft(t)
		})
	}
}

// So does an interruption, without any limit.
func TestStallsAreInterrupted(t *testing.T) {
	for name, s := range stalls {
		if s.waits == "" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			m := s.start(t)
			ctx, stop := context.WithCancel(context.Background())
			defer stop()
			m.waiting = func() {
				if strings.Contains(m.said.String(), "waiting for "+s.waits+"\n") {
					stop()
				}
			}
			if err := m.all(ctx); !errors.Is(err, setup.ErrInterrupted) {
				t.Errorf("got %v\n%s", err, m.said.String())
			}
			m.NothingIsLeft(t)
		})
	}
}
