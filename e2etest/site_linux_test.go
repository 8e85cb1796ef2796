package e2etest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A site is the machines of a scenario, and what its inventory says of them.
type site struct {
	scenario
	laptop, ada, gate *counterpart.Host   // gate is nil without a jump
	daemon            *counterpart.Daemon // of ada's Nix, if it has one

	pin, gatePin string   // the inventory's
	key          string   // of laptop
	signing      []string // attributes of laptop
}

// needMachines skips a test as a whole where no site can be made.
func needMachines(t *testing.T) {
	t.Helper()
	counterpart.NewNetwork(t)
}

// newSite makes the machines, with keys but without anything of ours.
func newSite(t *testing.T, s scenario) *site {
	t.Helper()
	net := counterpart.NewNetwork(t)
	w := &site{scenario: s, laptop: net.Host(t, "laptop"), ada: net.Host(t, "ada")}
	w.pin = w.ada.SSHD(t, fmt.Sprintf("%s:%d", builderAddress, s.port))
	w.key = w.laptop.NewKey(t, keyPath)
	if s.jump {
		w.gate = net.Host(t, "gate")
		w.gatePin = w.openGate(t)
	}
	if s.single {
		addAccount(t, w.ada, person, 2001)
		// As the installer leaves it; else Nix makes a store in her home.
		w.ada.Must(t, "install", "-d", "-o", person, "-g", "nixbld", "/nix/store", "/nix/var", "/nix/var/nix")
	} else {
		w.daemon = w.ada.NixDaemon(t, s.builder)
	}
	return w
}

// openGate lets the laptop through the jump, which is nobody's builder.
func (w *site) openGate(t *testing.T) (pin string) {
	t.Helper()
	addAccount(t, w.gate, "jump", 2000)
	key := w.laptop.NewKey(t, jumpPath)
	w.gate.Write(t, "/etc/ssh/authorized_keys", `restrict,port-forwarding,command="/bin/false" `+key+"\n", 0o644)
	w.gate.Write(t, "/etc/ssh/sshd_config.d/keys.conf", "AuthorizedKeysFile /etc/ssh/authorized_keys\n", 0o644)
	return w.gate.SSHD(t, jumpAddress+":22")
}

// addAccount adds somebody who can log in with keys only.
func addAccount(t *testing.T, h *counterpart.Host, name string, id int) {
	t.Helper()
	home := "/home/" + name
	for path, line := range map[string]string{
		"/etc/passwd": fmt.Sprintf("%s:x:%d:%d::%s:/bin/sh", name, id, id, home),
		"/etc/group":  fmt.Sprintf("%s:x:%d:", name, id),
		"/etc/shadow": name + ":*:19000:0:99999:7:::",
	} {
		h.Append(t, path, line+"\n")
	}
	h.Must(t, "install", "-d", "-o", name, "-g", name, home)
}

// setUp compiles the inventory and brings its files to both ends.
func (w *site) setUp(t *testing.T) {
	t.Helper()
	w.bootstrap(t)
	w.install(t)
}

const scriptPath = "/opt/bootstrap.sh"

// bootstrap runs the compiled script on the builder.
func (w *site) bootstrap(t *testing.T) {
	t.Helper()
	w.ada.Write(t, scriptPath, compile(t, w.inventory())["builders/ada/bootstrap.sh"], 0o644)
	if w.single {
		t.Log(w.ada.Must(t, "su", person, "-c", "sh "+scriptPath))
		return
	}
	t.Log(w.ada.Must(t, "sh", scriptPath))
	w.restartNix(t)
}

// restartNix does what the script leaves to us, since nobody manages the daemon
// there. sshd reads its files anew by itself.
func (w *site) restartNix(t *testing.T) {
	t.Helper()
	w.daemon.Stop()
	w.daemon = w.ada.NixDaemon(t, w.builder)
}

// install puts the client's compiled files where its ssh and Nix find them.
func (w *site) install(t *testing.T) {
	t.Helper()
	files := compile(t, w.inventory())
	for name, path := range map[string]string{
		"known_hosts": "/etc/buildmachines/known_hosts",
		"machines":    "/etc/buildmachines/machines",
		"ssh_config":  "/etc/ssh/ssh_config.d/10-buildmachines.conf",
		"nix.conf":    "/etc/buildmachines/nix.conf",
	} {
		w.laptop.Write(t, path, files["clients/laptop/"+name], 0o644)
	}
	const include = "!include /etc/buildmachines/nix.conf\n"
	if !strings.Contains(w.laptop.Read(t, "/etc/nix/nix.conf"), include) {
		w.laptop.Append(t, "/etc/nix/nix.conf", include)
	}
}
