package setup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// machine is a real server that the admin's ssh knows as "machine".
type machine struct {
	*counterpart.Far
	said    lockedBuffer // what the person sees
	limits  setup.Limits
	waiting func() // is called when somebody is told to wait
}

// lockedBuffer is written to by several goroutines, as a terminal can be.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// start starts a server, and makes ssh read a config of the test's own.
func start(t *testing.T, config string) *machine {
	t.Helper()
	return startWith(t, config, counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
}

// startWith starts one that runs a script for each command.
func startWith(t *testing.T, config, script string, o counterpart.SSHDOptions) *machine {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	return &machine{Far: counterpart.StartFar(t, config, script, o), limits: setup.Patient}
}

func text(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (m *machine) streams() setup.Streams {
	return setup.Streams{Out: &m.said, Err: &m.said, Waiting: func(what string, _ time.Duration) {
		fmt.Fprintf(&m.said, "waiting for %s\n", what)
		if m.waiting != nil {
			m.waiting()
		}
	}}
}

func (m *machine) connect(t *testing.T) *setup.Host {
	t.Helper()
	h, err := setup.Connect(context.Background(), "machine", m.streams(), m.limits)
	if err != nil {
		t.Fatalf("%v\n%s", err, m.said.String())
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

func (m *machine) put(t *testing.T, script string) *setup.Script {
	t.Helper()
	s, err := m.connect(t).Put([]byte(script))
	if err != nil {
		t.Fatalf("%v\n%s", err, m.said.String())
	}
	return s
}

// The script is in a folder that nobody else can enter, gets its flags, and is
// gone afterwards.
func TestScriptRunsThere(t *testing.T) {
	m := start(t, "")
	s := m.put(t, "echo \"flags: $*\"; ls -ld \"$(dirname \"$0\")\" \"$0\"; echo \"at: $0\"\n")
	if err := s.Run(false, setup.DryRun); err != nil {
		t.Fatal(err)
	}
	said := m.said.String()
	for _, want := range []string{"flags: --dry-run\n", "drwx------", "-rw-------"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in:\n%s", want, said)
		}
	}
	_, rest, _ := strings.Cut(said, "at: ")
	path, _, _ := strings.Cut(rest, "\n")
	if err := s.Delete(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Dir(path)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", filepath.Dir(path), err)
	}
}

// What is in the user's config for all hosts does not come in between.
func TestHostileConfigDoesNotComeInBetween(t *testing.T) {
	m := start(t, "Host *\n  RemoteCommand echo other\n  PermitLocalCommand yes\n  LocalCommand echo local >&2\n  RequestTTY force\n  ControlMaster auto\n  ControlPath none\n")
	s := m.put(t, "echo ours\n")
	if err := s.Run(false); err != nil || !strings.Contains(m.said.String(), "ours\n") || strings.Contains(m.said.String(), "local\n") {
		t.Errorf("%v\n%s", err, m.said.String())
	}
}

func TestFailuresKeepTheirStatus(t *testing.T) {
	m := start(t, "")
	err := m.put(t, "exit 7\n").Run(false)
	var failed setup.Failed
	if !errors.As(err, &failed) || failed.Status != 7 {
		t.Errorf("%v", err)
	}
	if _, err := setup.Connect(context.Background(), "-oProxyCommand=true", m.streams(), setup.Patient); err == nil {
		t.Error("an option is taken for a host")
	}
	other := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	_, err = setup.Connect(context.Background(), fmt.Sprintf("ssh://%s:%d", other.Host, other.Port), m.streams(), setup.Patient)
	if !errors.As(err, &failed) || failed.Status != 255 || !strings.Contains(m.said.String(), "verification failed") {
		t.Errorf("a machine that nobody vouches for: %v\n%s", err, m.said.String())
	}
}

// A trial speaks the first words of the protocol, by the client's own stanza
// and pins.
func TestTrial(t *testing.T) {
	n := counterpart.Nixes(t)[0]
	remote := counterpart.NewRemote(t, n)
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, SetEnv: remote.Env()})
	noisy := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, KeyOptions: `command="echo Welcome to this machine."`})
	for name, c := range map[string]struct {
		server *counterpart.SSHD
		change func(*plan.Builder)
		err    string
	}{
		"ssh-ng":      {s, func(*plan.Builder) {}, ""},
		"ssh":         {s, func(b *plan.Builder) { b.Protocol = "ssh" }, ""},
		"another key": {s, func(b *plan.Builder) { b.PublicHostKeys = []string{counterpart.NewPublicKey(t, "ed25519")} }, "ssh failed"},
		"no Nix": {s, func(b *plan.Builder) {
			b.Remote.Commands = []plan.Command{{Sent: "no-nix --stdio", Argv: []string{"no-nix", "--stdio"}}}
		}, "exit status 127"},
		"a shell that talks": {noisy, func(*plan.Builder) {}, "prints text"},
	} {
		t.Run(name, func(t *testing.T) {
			b := seen(c.server)
			c.change(b)
			var said bytes.Buffer
			err := setup.Trial{Client: &plan.Client{Name: "c", Dir: "/etc/x", Users: []string{"root"}}, Builder: b, Identity: c.server.ClientKey, Err: &said}.Run(context.Background())
			if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
				t.Errorf("got %v, want %q\n%s", err, c.err, said.String())
			}
		})
	}
}

// seen is the server, as a client sees it.
func seen(s *counterpart.SSHD) *plan.Builder {
	return &plan.Builder{
		Host: plan.Host{
			Name: "ada", HostName: s.Host, Port: s.Port, SSHUser: s.User, KeyName: "ada",
			PublicHostKeys: []string{s.HostKeys["ed25519"]}, SSH: plan.SSH{ConnectTimeout: 10, ServerAliveInterval: 15},
		},
		Protocol: "ssh-ng", URI: "ssh-ng://ada",
		Remote: &plan.Remote{Commands: []plan.Command{
			{Sent: "nix-daemon --stdio", Argv: []string{"nix-daemon", "--stdio"}},
			{Sent: "nix-store --serve --write", Argv: []string{"nix-store", "--serve", "--write"}},
		}},
	}
}

// A trial that gets no answer can be ended, too.
func TestTrialIsInterrupted(t *testing.T) {
	s := counterpart.StartSSHD(t, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, KeyOptions: `command="exec cat > /dev/null"`})
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		for !strings.Contains(s.Log(t), "Accepted publickey") {
			time.Sleep(time.Millisecond)
		}
		stop()
	}()
	var said lockedBuffer
	err := setup.Trial{Client: &plan.Client{Name: "c", Dir: "/etc/x", Users: []string{"root"}}, Builder: seen(s), Identity: s.ClientKey, Err: &said}.Run(ctx)
	if !errors.Is(err, setup.ErrInterrupted) {
		t.Errorf("%v\n%s", err, said.String())
	}
}
