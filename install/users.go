package install

import (
	"fmt"
	"io"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// User is a daemon user of a client, as this machine knows it.
type User struct {
	Name string
	Home string

	uid    int
	gid    int
	groups []uint32
}

// Users looks the daemon users up. Those that are not here, or that we cannot
// become, are skipped, with the reason.
func Users(names []string) (users []User, skipped []string) {
	for _, name := range names {
		u, why := lookUp(name)
		if why != "" {
			skipped = append(skipped, why)
			continue
		}
		users = append(users, u)
	}
	return users, skipped
}

func lookUp(name string) (u User, why string) {
	found, err := user.Lookup(name)
	if err != nil {
		return u, fmt.Sprintf("there is no user %s on this machine", name)
	}
	u = User{Name: name, Home: found.HomeDir}
	if u.uid, err = strconv.Atoi(found.Uid); err == nil {
		u.gid, err = strconv.Atoi(found.Gid)
	}
	if err != nil {
		return u, fmt.Sprintf("user %s has no number", name)
	}
	if me := os.Geteuid(); me != 0 && me != u.uid {
		return u, fmt.Sprintf("only root and %s can ask what ssh does for %s", name, name)
	}
	ids, err := found.GroupIds()
	for _, id := range ids {
		if n, err := strconv.ParseUint(id, 10, 32); err == nil {
			u.groups = append(u.groups, uint32(n))
		}
	}
	if err != nil {
		return u, fmt.Sprintf("the groups of user %s are not known: %v", name, err)
	}
	return u, ""
}

// SSHConfig is the user's own ssh configuration, which ssh reads first.
func (u User) SSHConfig() string { return filepath.Join(u.Home, ".ssh", "config") }

// ReadsOursFirst reports whether that configuration begins with an Include of
// ours.
func (u User) ReadsOursFirst() bool {
	text := beginning(u.SSHConfig())
	return strings.HasPrefix(strings.TrimPrefix(text, mark+"\n"), UserLine+"\n")
}

// beginning returns the first bytes of a file that the user may have made: it
// may be a pipe that nobody writes to, or a link to what never ends.
func beginning(file string) string {
	f, err := os.OpenFile(file, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, 1<<10)
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	n, _ := io.ReadFull(f, b) // what cannot be read does not begin with ours
	return string(b[:n])
}

// NixConf is the user's own nix.conf, which Nix reads after the system's.
func (u User) NixConf() string { return filepath.Join(u.Home, ".config", "nix", "nix.conf") }

// env is the environment of a program that runs as the user, and nothing else.
func (u User) env() []string {
	return []string{"HOME=" + u.Home, "USER=" + u.Name, "LOGNAME=" + u.Name, "PATH=" + os.Getenv("PATH")}
}

// attributes lets a program run as the user. It gets a session of its own:
// conditions of the user's ssh configuration run programs, which could otherwise
// type into root's terminal (TIOCSTI of ioctl_tty(2)).
func (u User) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setsid: true}
	if u.uid != os.Geteuid() {
		a.Credential = &syscall.Credential{Uid: uint32(u.uid), Gid: uint32(u.gid), Groups: u.groups}
	}
	return a
}

// KeyProblem says why ssh of the user cannot use the private key at path; ""
// when it can. ssh refuses a key of the user's own that others may read
// (sshkey_perm_ok in authfile.c), and asks nobody else about it.
func (u User) KeyProblem(path string) string {
	info, err := os.Stat(path)
	if os.IsNotExist(err) {
		return "it is not there"
	}
	if err != nil {
		return fmt.Sprintf("it cannot be looked at: %v", err)
	}
	mode := info.Mode().Perm()
	uid, gid := owner(info)
	switch {
	case !info.Mode().IsRegular():
		return "it is no file"
	case mode&0o077 != 0 && uid == u.uid:
		return fmt.Sprintf("ssh refuses it because others may read it (mode %04o); chmod 600 it", mode)
	case mode&0o077 != 0:
		return fmt.Sprintf("others may read it (mode %04o)", mode)
	case uid != u.uid && u.uid != 0:
		return fmt.Sprintf("it belongs to user %d (group %d), and %s cannot read it", uid, gid, u.Name)
	}
	return ""
}
