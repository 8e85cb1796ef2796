package setup_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// shows is a script whose only answer are these keys.
func shows(keys ...string) string {
	return "[ \"$1\" = --host-keys ] && printf '%s\\n' '" + strings.Join(keys, "' '") + "'\n"
}

// proofs are the keys and whether they are proven.
func proofs(keys []setup.HostKey) map[string]bool {
	out := map[string]bool{}
	for _, k := range keys {
		out[k.Key] = k.Unproven == ""
	}
	return out
}

// Only lines that are keys count, each once, and ed25519 comes first.
func TestHostKeys(t *testing.T) {
	m := start(t, "")
	rsa, ed := counterpart.NewPublicKey(t, "rsa"), counterpart.NewPublicKey(t, "ed25519")
	keys, err := m.put(t, shows("noise", rsa+" root@x", ed, ed, "ssh-rsa AAAA")).HostKeys()
	if err != nil || len(keys) != 2 || keys[0].Key != ed || keys[1].Key != rsa {
		t.Errorf("%v\n%v", err, keys)
	}
	if f := setup.Fingerprint(ed); !strings.HasPrefix(f, "SHA256:") {
		t.Error(f)
	}
	if _, err := m.put(t, "echo noise\n").HostKeys(); err == nil {
		t.Error("a machine without keys has some")
	}
}

// What the machine has proven in a handshake is told from what its files show. What it
// prints proves nothing: before a login, sshd prints its banner.
func TestKeysAreProven(t *testing.T) {
	stranger := map[string]string{}
	for _, typ := range []string{"ed25519", "ecdsa", "rsa"} {
		stranger[typ] = counterpart.NewPublicKey(t, typ)
	}
	banner := t.TempDir() + "/banner"
	forged := ""
	for typ, key := range stranger {
		forged += "debug1: Server host key: " + strings.Fields(key)[0] + " " + setup.Fingerprint(key) + "\ndebug1: SSH2_MSG_NEWKEYS received\n" + typ + "\n"
	}
	text(t, banner, forged)
	for name, c := range map[string]struct {
		has    []string // in files of sshd, which serves them
		strays []string // in files only
	}{
		"one of a type":             {[]string{"ed25519", "ecdsa", "rsa"}, nil},
		"two of each type":          {[]string{"ed25519", "ecdsa", "rsa"}, []string{"ed25519", "ecdsa", "rsa"}},
		"types that are not served": {[]string{"ed25519"}, []string{"ecdsa", "rsa"}},
		"one of each kind":          {[]string{"ed25519", "rsa"}, []string{"ed25519", "ecdsa"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := startWith(t, "", counterpart.Asked, counterpart.SSHDOptions{HostKeys: c.has, Config: "Banner " + banner + "\n"})
			want := map[string]bool{}
			var all []string
			for _, typ := range c.strays {
				want[stranger[typ]] = false
				all = append(all, stranger[typ])
			}
			for _, typ := range c.has {
				want[m.HostKeys[typ]] = true
				all = append(all, m.HostKeys[typ])
			}
			keys, err := m.put(t, shows(all...)).HostKeys()
			if d := cmp.Diff(want, proofs(keys)); d != "" || err != nil {
				t.Errorf("%v (-want +got)\n%s\n%s", err, d, m.said.String())
			}
		})
	}
}

// A key whose other half is missing is signed for in vain.
func TestAnUnsignedKeyIsNotProven(t *testing.T) {
	m := startWith(t, "", counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	key := counterpart.NewPublicKey(t, "ecdsa")
	liar := newLiar(t, key)
	m.Configure(t, "", counterpart.FirstThen(t, m.Addr(), liar))
	keys, err := m.put(t, shows(m.HostKeys["ed25519"], key)).HostKeys()
	if d := cmp.Diff(map[string]bool{m.HostKeys["ed25519"]: true, key: false}, proofs(keys)); d != "" || err != nil {
		t.Fatalf("%v (-want +got)\n%s\n%s", err, d, m.said.String())
	}
	if !strings.Contains(keys[1].Unproven, "incorrect signature") {
		t.Errorf("the reason is %q", keys[1].Unproven)
	}
}

// pretender has the public half of a key, and signs with another.
type pretender struct {
	ssh.AlgorithmSigner
	public ssh.PublicKey
}

func (p pretender) PublicKey() ssh.PublicKey { return p.public }

// newLiar starts an ssh server that shows a key of somebody else.
func newLiar(t *testing.T, key string) (addr string) {
	t.Helper()
	public, _, _, _, err := ssh.ParseAuthorizedKey([]byte(key))
	if err != nil {
		t.Fatal(err)
	}
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	config := &ssh.ServerConfig{NoClientAuth: true}
	config.AddHostKey(pretender{signer.(ssh.AlgorithmSigner), public})
	return counterpart.Serve(t, func(c net.Conn) { _, _, _, _ = ssh.NewServerConn(c, config) })
}

// A login that an authority vouches for has proven the plain key, too.
func TestACertificateProvesItsKey(t *testing.T) {
	m := startWith(t, "", counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}, Principals: []string{"machine"}})
	known := t.TempDir() + "/known_hosts"
	text(t, known, "@cert-authority machine "+m.Authority+"\n")
	m.Configure(t, "Host machine\n  UserKnownHostsFile "+known+"\n", m.Addr())
	keys, err := m.put(t, shows(m.HostKeys["ed25519"])).HostKeys()
	if err != nil || len(keys) != 1 || keys[0].Unproven != "" || strings.Contains(m.Calls(t), "HostKeyAlgorithms") {
		t.Errorf("%+v: %v\n%s", keys, err, m.Calls(t))
	}
}
