package install

import (
	"slices"
	"strings"
)

// Daemon is the Nix daemon of a machine, and how to restart it.
type Daemon struct {
	Manager string
	Restart []string
}

// daemons are the managers that may run a daemon: it is that of the first row
// of whose files each exists. /run/systemd/system is what sd_booted(3) asks for.
var daemons = []struct {
	Daemon
	running string   // exists if the manager runs
	service []string // one of them exists if it has the daemon
}{
	{
		Daemon{"systemd", []string{"systemctl", "restart", "nix-daemon.service"}},
		"/run/systemd/system",
		[]string{"/etc/systemd/system/nix-daemon.service", "/usr/local/lib/systemd/system/nix-daemon.service", "/usr/lib/systemd/system/nix-daemon.service", "/lib/systemd/system/nix-daemon.service"},
	},
	{
		Daemon{"OpenRC", []string{"rc-service", "nix-daemon", "restart"}},
		"/run/openrc",
		[]string{"/etc/init.d/nix-daemon"},
	},
	{
		Daemon{"launchd", []string{"launchctl", "kickstart", "-k", "system/systems.determinate.nix-daemon"}},
		"/Library/LaunchDaemons",
		[]string{"/Library/LaunchDaemons/systems.determinate.nix-daemon.plist"},
	},
	{
		Daemon{"launchd", []string{"launchctl", "kickstart", "-k", "system/org.nixos.nix-daemon"}},
		"/Library/LaunchDaemons",
		[]string{"/Library/LaunchDaemons/org.nixos.nix-daemon.plist"},
	},
}

// Daemon returns the Nix daemon of the machine, or nil. A single-user Nix has
// none, and reads nix.conf with every command.
func (h *Host) Daemon() *Daemon {
	for _, d := range daemons {
		if h.Exists(d.running) && slices.ContainsFunc(d.service, h.Exists) {
			return &d.Daemon
		}
	}
	return nil
}

// String is the command that restarts it.
func (d *Daemon) String() string { return strings.Join(d.Restart, " ") }
