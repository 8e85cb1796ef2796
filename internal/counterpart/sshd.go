package counterpart

import (
	"fmt"
	"maps"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// SSHDOptions says what a server offers. The zero value has three host keys, no
// certificate, and lets the client's key do everything.
type SSHDOptions struct {
	HostKeys   []string          // types; nil: ed25519, ecdsa and rsa
	Principals []string          // not nil: every host key has a certificate for these names
	KeyOptions string            // stands before the client's key in authorized_keys
	KeysFile   string            // the authorized_keys, if the test writes it itself
	SetEnv     map[string]string // the environment of every session
	Config     string            // more lines for sshd_config
}

// SSHD is a running server on the loopback interface.
type SSHD struct {
	Host       string // the address
	Port       int
	User       string            // the current user, the only one who can log in
	ClientKey  string            // path of the private key that may log in
	ClientLine string            // its public half
	HostKeys   map[string]string // by type, "type blob"
	Authority  string            // of the host certificates, "type blob"; empty without Principals
	log        string
}

// StartSSHD starts a server of the test's own and stops it at the test's end.
func StartSSHD(t testing.TB, o SSHDOptions) *SSHD {
	t.Helper()
	sshd := Require(t, "sshd")
	if os.Getuid() == 0 {
		makeRunDir(t)
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := tempDir(t)
	s := &SSHD{Host: "127.0.0.1", User: me.Username, HostKeys: map[string]string{}, log: filepath.Join(dir, "log")}
	config := s.config(t, dir, o)
	// Between our look and sshd's bind, another process can take the port.
	for range 5 {
		s.Port = freePort(t)
		path := writeFile(t, filepath.Join(dir, "sshd_config"), fmt.Sprintf("ListenAddress %s:%d\n%s", s.Host, s.Port, config), 0o600)
		if s.start(t, sshd, path) {
			return s
		}
	}
	t.Fatalf("sshd does not start:\n%s", s.Log(t))
	return nil
}

// Log returns what the server has said so far.
func (s *SSHD) Log(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// config writes the keys and returns sshd_config without its address.
func (s *SSHD) config(t testing.TB, dir string, o SSHDOptions) string {
	t.Helper()
	client := newKey(t, "ed25519")
	s.ClientKey, s.ClientLine = client.write(t, filepath.Join(dir, "client")), client.line()
	keys := o.KeysFile
	if keys == "" {
		keys = writeFile(t, filepath.Join(dir, "authorized_keys"), strings.TrimSpace(o.KeyOptions+" "+s.ClientLine)+"\n", 0o644)
	}
	lines := []string{
		"AuthorizedKeysFile " + keys,
		"PidFile none",
		// The keys file stands below a folder that everybody may write to.
		"StrictModes no",
		"UsePAM no",
		"PasswordAuthentication no",
		"KbdInteractiveAuthentication no",
		"PermitRootLogin prohibit-password",
		"LogLevel VERBOSE",
		setEnv(dir, o.SetEnv),
	}
	lines = append(lines, s.hostKeys(t, dir, o)...)
	return strings.Join(lines, "\n") + "\n" + o.Config
}

func (s *SSHD) hostKeys(t testing.TB, dir string, o SSHDOptions) (lines []string) {
	t.Helper()
	kinds := o.HostKeys
	if kinds == nil {
		kinds = []string{"ed25519", "ecdsa", "rsa"}
	}
	var authority key
	if o.Principals != nil {
		authority = newKey(t, "ed25519")
		s.Authority = authority.line()
	}
	for _, kind := range kinds {
		k := newKey(t, kind)
		s.HostKeys[kind] = k.line()
		path := k.write(t, filepath.Join(dir, "host_"+kind))
		lines = append(lines, "HostKey "+path)
		if o.Principals != nil {
			cert := writeFile(t, path+"-cert.pub", k.certify(t, authority, o.Principals)+"\n", 0o644)
			lines = append(lines, "HostCertificate "+cert)
		}
	}
	return lines
}

// setEnv is one line, since sshd honours only the first SetEnv. HOME keeps the
// user's shell away from the user's start-up files.
func setEnv(dir string, vars map[string]string) string {
	words := []string{"SetEnv", "HOME=" + dir}
	for _, name := range slices.Sorted(maps.Keys(vars)) {
		words = append(words, `"`+name+"="+vars[name]+`"`)
	}
	return strings.Join(words, " ")
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// start reports whether the server listens. Its own word counts, not whether
// the port answers: that could be somebody else's.
func (s *SSHD) start(t testing.TB, sshd, config string) bool {
	t.Helper()
	log, err := os.Create(s.log)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	cmd := exec.Command(sshd, "-D", "-e", "-f", config)
	cmd.Stderr = log
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }() // ends by our signal
	ready := fmt.Sprintf("Server listening on %s port %d", s.Host, s.Port)
	for range 1000 {
		if strings.Contains(s.Log(t), ready) {
			// The group holds the sessions, too.
			t.Cleanup(func() { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM); <-ended })
			return true
		}
		select {
		case <-ended:
			return false
		case <-time.After(10 * time.Millisecond):
		}
	}
	_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // ends a server that hangs
	<-ended
	return false
}
