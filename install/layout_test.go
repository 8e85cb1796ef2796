package install_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/install"
)

func TestOurLine(t *testing.T) {
	const line = "!include /a"
	for _, c := range []struct {
		text, line string
		first      bool
		want       string
	}{
		{"", line, false, "# buildmachines\n!include /a\n"},
		{"x = 1", line, false, "x = 1\n# buildmachines\n!include /a\n"},
		{"x = 1\n", line, true, "# buildmachines\n!include /a\nx = 1\n"},
		{"# buildmachines\n!include /old\nx = 1\n", line, false, "# buildmachines\n!include /a\nx = 1\n"},
		{"x\n# buildmachines\n!include /old", line, false, "x\n# buildmachines\n!include /a\n"},
		{"x\n# buildmachines\n!include /old\ny\n", "", false, "x\ny\n"},
		{"x\n# buildmachines\nanything else\n", "", false, "x\n# buildmachines\nanything else\n"},
		{"x", "", false, "x"},
	} {
		got := install.SetLine(c.text, c.line, c.first)
		if got != c.want || install.LineIn(got) != c.line {
			t.Errorf("SetLine(%q, %q, %v) = %q, want %q", c.text, c.line, c.first, got, c.want)
		}
	}
}

// paths returns the places of a layout, those with a line after their sign.
func paths(t *testing.T, files map[string]string) (out []string) {
	t.Helper()
	c, content := outputs("/etc/buildmachines", "machines", 1)
	items, err := open(t, image(t, files)).Layout(c, content, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range items {
		if i.Line != "" {
			out = append(out, i.Path+": "+i.Line)
		} else {
			out = append(out, i.Path)
		}
	}
	return out
}

func TestOrderOfItems(t *testing.T) {
	want := []string{
		"/etc/buildmachines/machines",
		"/etc/buildmachines/known_hosts",
		"/etc/ssh/ssh_config.d/10-buildmachines.conf",
		"/etc/ssh/ssh_config: Include /etc/ssh/ssh_config.d/10-buildmachines.conf",
		"/etc/buildmachines/nix.conf",
		"/etc/nix/nix.conf: !include /etc/buildmachines/nix.conf",
	}
	if diff := cmp.Diff(want, paths(t, nil)); diff != "" {
		t.Error(diff)
	}
}

func TestWhereSSHIncludesItsFolderNoLineIsAdded(t *testing.T) {
	for text, included := range map[string]bool{
		"Include /etc/ssh/ssh_config.d/*.conf\n":                    true,
		"# x\n\ninclude=ssh_config.d/*\n":                           true,
		"Include /x \"/etc/ssh/ssh_config.d/*.conf\"\nHost *\n":     true,
		"Host a\nInclude /etc/ssh/ssh_config.d/*.conf\n":            false,
		"Match all\n  Include /etc/ssh/ssh_config.d/*.conf\n":       false,
		"#Include /etc/ssh/ssh_config.d/*.conf\n":                   false,
		"Include /etc/ssh/ssh_config.d/*.cfg\nInclude\nInclude [\n": false,
		"": false,
	} {
		line := "/etc/ssh/ssh_config: " + install.UserLine
		if got := !slices.Contains(paths(t, map[string]string{"etc/ssh/ssh_config": text}), line); got != included {
			t.Errorf("%q: included is %v, want %v", text, got, included)
		}
	}
}

func TestNixIncludesUs(t *testing.T) {
	for text, want := range map[string]string{
		"cores = 1\n": "/etc/nix/nix.conf: !include /etc/buildmachines/nix.conf",
		// Determinate overwrites nix.conf.
		"# x\n!include nix.custom.conf\n": "/etc/nix/nix.custom.conf: !include /etc/buildmachines/nix.conf",
		// Somebody did it by hand.
		"include  /etc/buildmachines/nix.conf # by hand\n": "/etc/buildmachines/nix.conf",
	} {
		got := paths(t, map[string]string{"etc/nix/nix.conf": text})
		if last := got[len(got)-1]; last != want {
			t.Errorf("%q: the last item is %s, want %s", text, last, want)
		}
	}
}

func TestOverrides(t *testing.T) {
	const ours = "builders = @/m\nmax-jobs = 0\nextra-substituters = x\n"
	for name, c := range map[string]struct {
		files map[string]string
		want  []install.Override
	}{
		"nothing": {map[string]string{"etc/nix/nix.conf": "cores = 1\nsubstituters = y\n# builders = x\n!include /o/nix.conf\n"}, nil},
		"before":  {map[string]string{"etc/nix/nix.conf": "builders = @/x\n!include /o/nix.conf\n"}, []install.Override{{"builders", "/etc/nix/nix.conf:1", false}}},
		"after":   {map[string]string{"etc/nix/nix.conf": "!include /o/nix.conf\n\nmax-jobs = 4 # x\n"}, []install.Override{{"max-jobs", "/etc/nix/nix.conf:3", true}}},
		"custom": {map[string]string{
			"etc/nix/nix.conf":        "max-jobs = 1\n!include nix.custom.conf\nmax-jobs = 2\n",
			"etc/nix/nix.custom.conf": "builders = a\n!include /o/nix.conf\nbuilders = b\n",
		}, []install.Override{
			{"max-jobs", "/etc/nix/nix.conf:1", false},
			{"builders", "/etc/nix/nix.custom.conf:1", false},
			{"builders", "/etc/nix/nix.custom.conf:3", true},
			{"max-jobs", "/etc/nix/nix.conf:3", true},
		}},
		"a user": {map[string]string{"root/.config/nix/nix.conf": "builders =\n"}, []install.Override{{"builders", "/root/.config/nix/nix.conf:1", true}}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := image(t, c.files)
			got, err := open(t, dir).Overrides("/o/nix.conf", []byte(ours), []string{"/root/.config/nix/nix.conf"})
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				got[i].Place = strings.TrimPrefix(got[i].Place, dir)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDaemon(t *testing.T) {
	for want, files := range map[string][]string{
		"systemctl restart nix-daemon.service":                         {"run/systemd/system/x", "etc/systemd/system/nix-daemon.service", "run/openrc/x"},
		"rc-service nix-daemon restart":                                {"run/openrc/x", "etc/init.d/nix-daemon", "etc/systemd/system/nix-daemon.service"},
		"launchctl kickstart -k system/org.nixos.nix-daemon":           {"Library/LaunchDaemons/org.nixos.nix-daemon.plist"},
		"launchctl kickstart -k system/systems.determinate.nix-daemon": {"Library/LaunchDaemons/systems.determinate.nix-daemon.plist", "Library/LaunchDaemons/org.nixos.nix-daemon.plist"},
		"": {"run/systemd/system/x"},
	} {
		tree := map[string]string{}
		for _, f := range files {
			tree[f] = ""
		}
		got := ""
		if d := open(t, image(t, tree)).Daemon(); d != nil {
			got = d.String()
		}
		if got != want {
			t.Errorf("with %q, the daemon is restarted by %q, want %q", files, got, want)
		}
	}
}

func TestStanzaOfAHost(t *testing.T) {
	const ada = `Match originalhost ada localuser root exec "true"
  HostName a
Match originalhost ada localuser root
  Port 1
  ProxyCommand none
`
	text, sets := install.Stanza("# x\n"+ada+"Match originalhost bob localuser root\n  User u\nMatch all\n", "ada")
	if text != ada {
		t.Errorf("%q", text)
	}
	want := map[string]bool{"hostname": true, "port": true, "proxycommand": true, "proxyjump": true}
	if diff := cmp.Diff(want, sets); diff != "" {
		t.Error(diff)
	}
}
