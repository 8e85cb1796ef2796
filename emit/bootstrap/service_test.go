package bootstrap_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/internal/golden"
)

// The calls of programs that no test can let loose are goldens, with what the
// script says beside them: for setting up, a second time, and taking back.
func TestCallsOfServices(t *testing.T) {
	for name, prepare := range map[string]func(*testing.T, *room, standIns, *plan.Setup){
		"systemd": systemd, "openrc-and-busybox": openrc, "launchd": launchd, "launchd-and-determinate": determinate,
	} {
		t.Run(name, func(t *testing.T) {
			counterpart.EachShell(t, func(t *testing.T, sh counterpart.Shell) {
				r, s := newRoom(t, sh), setup()
				calls := r.standIns(t)
				prepare(t, r, calls, s)
				before := r.tree(t)
				var got strings.Builder
				for _, options := range [][]string{nil, nil, {"--remove"}} {
					said := r.run(t, script(t, s), options...)
					got.WriteString("$ sh bootstrap.sh " + strings.Join(options, " ") + "\n" + ok(t, said) + said.err + "calls:\n" + calls.log(t) + "\n")
				}
				golden.Compare(t, filepath.Join("testdata", "calls", name), version.ReplaceAllString(got.String(), "nix-store (Nix) X"))
				differs(t, "--remove", before, r.tree(t))
			})
		})
	}
}

var version = regexp.MustCompile(`nix-store \(Nix\) .*`)

func systemd(t *testing.T, r *room, calls standIns, _ *plan.Setup) {
	r.mkdir(t, "run/systemd/system")
	calls.add(t, "systemctl", `note "$@"; case $* in *' ssh.service') exit 3 ;; esac`)
}

// openrc is Alpine: no program of shadow-utils, and busybox for all the rest
// that the script calls.
func openrc(t *testing.T, r *room, calls standIns, _ *plan.Setup) {
	busybox := counterpart.Require(t, "busybox")
	applets, err := exec.Command(busybox, "--list").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range strings.Fields(string(applets)) {
		if err := os.Symlink(busybox, filepath.Join(calls.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"useradd", "userdel", "usermod", "groupadd", "groupdel", "runuser", "chpasswd", "getent"} {
		r.hidden = append(r.hidden, counterpart.Require(t, name))
	}
	r.mkdir(t, "run/openrc")
	calls.add(t, "rc-service", `note "$@"`)
	calls.add(t, "addgroup", `note "$@"; echo "$2:x:101:" >> /etc/group`)
	calls.add(t, "adduser", `note "$@"; for user; do :; done
echo "$user:x:101:101:Nix builds:$7:$9" >> /etc/passwd; echo "$user:!:19000:0:99999:7:::" >> /etc/shadow`)
	calls.add(t, "deluser", `note "$@"; for f in passwd shadow; do grep -v "^$1:" /etc/$f > /tmp/$$; cat /tmp/$$ > /etc/$f; rm /tmp/$$; done`)
	calls.add(t, "delgroup", `note "$@"; grep -v "^$1:" /etc/group > /tmp/$$; cat /tmp/$$ > /etc/group; rm /tmp/$$`)
}

// launchd is macOS, with a directory service of files: one for each attribute.
func launchd(t *testing.T, r *room, calls standIns, s *plan.Setup) {
	s.Remote.Platform, s.Remote.Home = "macos", "/var/others/nixremote"
	calls.add(t, "uname", "echo Darwin")
	calls.add(t, "id", `case $1 in -Gn) echo staff ;; *) exec /usr/bin/id "$@" ;; esac`)
	calls.add(t, "dscl", `record=$dir/ds$3
case $2 in
  -read) [ -d "$record" ] || exit 56
    if [ "$4" = RecordName ]; then echo "RecordName: ${3##*/}"; exit; fi
    [ -e "$record/$4" ] || { echo "No such key: $4" >&2; exit; }
    read -r value < "$record/$4"
    case $value in *' '*) printf '%s:\n %s\n' "$4" "$value" ;; *) echo "$4: $value" ;; esac ;;
  -list) printf 'root 0\n_nixbld1 351\n_other 450\n' ;;
  -create) note "$@"; mkdir -p "$record"; [ $# = 3 ] || printf '%s\n' "$5" > "$record/$4" ;;
  -delete) note "$@"; rm -r "$record" ;;
esac`)
	calls.add(t, "dseditgroup", `case $2 in
  read) ;;
  checkmember) [ -e "$dir/member" ] ;;
  edit) note "$@"; case $3 in -a) : > "$dir/member" ;; -d) rm "$dir/member" ;; esac ;;
esac`)
	calls.add(t, "launchctl", `case "$*" in 'print system/com.openssh.sshd') exit 113 ;; 'print system/org.nixos.nix-daemon') ;; print*) exit 113 ;; *) note "$@" ;; esac`)
	calls.add(t, "sudo", `note "$@"; shift 5; exec /bin/sh "$@"`)
}

// determinate also has a value of the inventory for what is otherwise looked for.
func determinate(t *testing.T, r *room, calls standIns, s *plan.Setup) {
	launchd(t, r, calls, s)
	s.Remote.UID = 600
	r.write(t, "etc/nix/nix.conf", "# by Determinate\n!include nix.custom.conf\n", 0o644)
	r.write(t, "etc/nix/nix.custom.conf", "max-jobs = 3", 0o644)
	calls.add(t, "dseditgroup", "exit 1")
	calls.add(t, "launchctl", `case "$*" in 'print system/org.nixos.nix-daemon') exit 113 ;; print*) ;; *) note "$@" ;; esac`)
}

// Without a service manager, the process that sshd names gets SIGHUP, if it is
// an sshd. What ended it tells: a process that nobody has waited for yet takes
// signals like a living one, and of two pending signals SIGHUP comes first.
func TestReloadWithoutAServiceManager(t *testing.T) {
	counterpart.HangUp(t)
	for name, want := range map[string]string{"sshd": "hung up\n", "other": "still there\n"} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t, counterpart.Shells(t)[0])
			program := filepath.Join(t.TempDir(), name)
			r.host(t, "cp", counterpart.Require(t, "sleep"), program)
			r.write(t, "var/bootstrap.sh", script(t, setup()), 0o644)
			out := ok(t, r.command(t, "/bin/sh", "-c", `"$1" 60 & echo $! > /run/sshd.pid
sh /var/bootstrap.sh > /dev/null || exit
kill "$!" 2> /dev/null
wait "$!"
case $? in 129) echo hung up ;; 143) echo still there ;; esac`, "sh", program))
			if out != want {
				t.Errorf("%s is %s", name, out)
			}
		})
	}
}
