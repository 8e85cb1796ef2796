package install_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func link(t *testing.T, to, at string) {
	t.Helper()
	mkdir(t, filepath.Dir(at))
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

func TestUnsafePlacesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, dir string)
		want  string
	}{
		"the file is a link": {func(t *testing.T, dir string) {
			link(t, "../x", filepath.Join(dir, "etc/buildmachines/machines"))
		}, "etc/buildmachines/machines is a symbolic link, where a file is expected"},
		"nix.conf is a link": {func(t *testing.T, dir string) {
			link(t, "/nix/store/x", filepath.Join(dir, "etc/nix/nix.conf"))
		}, "etc/nix/nix.conf is a symbolic link"},
		"the file is a folder": {func(t *testing.T, dir string) {
			mkdir(t, filepath.Join(dir, "etc/buildmachines/known_hosts"))
		}, "etc/buildmachines/known_hosts is a folder, where a file is expected"},
		"the folder is a file": {func(t *testing.T, dir string) {
			write(t, dir, "etc/buildmachines", "")
		}, "etc/buildmachines is a file, where a folder is expected"},
		"the folder is writable by others": {func(t *testing.T, dir string) {
			mkdir(t, filepath.Join(dir, "etc/nix"))
			chmod(t, filepath.Join(dir, "etc/nix"), 0o777)
		}, "etc/nix can be written to by others (mode 0777)"},
		"a folder above it is writable by the group": {func(t *testing.T, dir string) {
			mkdir(t, filepath.Join(dir, "etc"))
			chmod(t, filepath.Join(dir, "etc"), 0o775)
		}, "etc can be written to by others (mode 0775)"},
		"a loop of links": {func(t *testing.T, dir string) {
			link(t, "b", filepath.Join(dir, "etc/buildmachines"))
			link(t, "buildmachines", filepath.Join(dir, "etc/b"))
		}, "too many symbolic links"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := image(t, nil)
			c.spoil(t, dir)
			client, files := outputs("/etc/buildmachines", "machines", 1)
			h := open(t, dir)
			items, err := h.Layout(client, files, nil)
			if err == nil {
				_, err = h.Plan(client.Name, items, true)
			}
			if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, "")) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got error %v, want %q", err, c.want)
			}
		})
	}
}

func chmod(t *testing.T, p string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(p, mode); err != nil {
		t.Fatal(err)
	}
}

func TestFoldersOfOthersAreRefused(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can give a folder away")
	}
	dir := image(t, debian)
	if err := os.Chown(filepath.Join(dir, "etc/nix"), 12345, 12345); err != nil {
		t.Fatal(err)
	}
	c, files := outputs("/etc/buildmachines", "machines", 1)
	if _, err := open(t, dir).Layout(c, files, nil); err == nil || !strings.Contains(err.Error(), "etc/nix belongs to user 12345") {
		t.Errorf("got error %v", err)
	}
}

// On macOS, /etc and /var are links; in an image, a link begins at its root.
func TestLinksToFoldersAreFollowed(t *testing.T) {
	dir := image(t, nil)
	mkdir(t, filepath.Join(dir, "private/etc"))
	mkdir(t, filepath.Join(dir, "private/var"))
	link(t, "private/etc", filepath.Join(dir, "etc"))
	link(t, "/private/../../private/var", filepath.Join(dir, "var"))
	apply(t, dir, 1)
	read(t, dir, "private/etc/buildmachines/machines")
	read(t, dir, "private/var/lib/buildmachines/install/laptop/state.json")
	apply(t, dir, 2)
	rollback(t, dir, false)
	if got := read(t, dir, "private/etc/buildmachines/machines"); !strings.Contains(got, " 1 1 ") {
		t.Errorf("rolled back to %q", got)
	}
}

func TestFolderThatIsNixsOwnIsRefused(t *testing.T) {
	dir := image(t, nil)
	c, files := outputs("/etc/nix", "machines", 1)
	h := open(t, dir)
	items, err := h.Layout(c, files, nil)
	if err == nil {
		_, err = h.Plan(c.Name, items, false)
	}
	if err == nil || !strings.Contains(err.Error(), "dir of its own") {
		t.Errorf("got error %v", err)
	}
}
