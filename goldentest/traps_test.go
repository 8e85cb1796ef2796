package goldentest_test

import (
	"encoding/base64"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// legacyFiles returns every golden in the format of a machines file, by path.
func legacyFiles(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, c := range goldenClients(t) {
		for _, file := range []string{"machines", "hydra-machines"} {
			if path, ok := c.path(file); ok {
				out[path] = read(t, path)
			}
		}
	}
	return out
}

// finds checks that these findings, and no others but hints, are made about an
// inventory.
func finds(t *testing.T, inventory string, want ...diag.Code) {
	t.Helper()
	src, diags, err := schema.Read(strings.NewReader(inventory), "inventory.hcl", schema.HCL)
	if err != nil {
		t.Fatal(err)
	}
	p, more := compiler.Compile(src, compiler.Options{})
	diags = append(diags, more...)
	if p != nil {
		_, more = emit.Files(p)
		diags = append(diags, more...)
	}
	var got []diag.Code
	for _, d := range diags {
		if code := diag.CodeOf(d); diag.SeverityOf(d) != diag.Hint && !slices.Contains(got, code) {
			got = append(got, code)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v in\n%s", got, want, inventory)
	}
}

// ada is a builder with more attributes.
func ada(more string) string {
	return "builder \"ada\" {\n  systems = [\"aarch64-linux\"]\n  public_host_keys = [\"" + aKey + "\"]\n" + more + "\n}\n"
}

const aKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIM6ZX/yScV7yib+41rid99ubaumMoc+i+2jVmSlJB0je"

// `# old; ssh://x` defines a builder in all Lix and in Nix up to 2.28.1, an
// indented comment or a line of blanks is fatal there.
func TestTrap01CommentDefinesABuilder(t *testing.T) {
	for path, text := range legacyFiles(t) {
		for line := range strings.Lines(text) {
			if strings.ContainsAny(line, "#;\t") || len(strings.Split(line, " ")) != 8 || !strings.HasSuffix(line, " -\n") {
				t.Errorf("%s: %q is not eight columns and nothing else", path, line)
			}
		}
	}
}

// One bad line of a machines file fails every build on the host, so a fault in
// one builder is an error for all of them, and the other files are not written.
func TestTrap02OneBadLineFailsEveryBuild(t *testing.T) {
	good := "ssh-ng://bob aarch64-linux - 1 1 - - -\n"
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		file := write(t, filepath.Join(t.TempDir(), "machines"), good+"ssh-ng://ada aarch64-linux - x 1 - - -\n")
		if got, err := n.ReadMachines(t, file); err == nil {
			t.Errorf("%v reads %v", n, got)
		}
	})
	bob := strings.Replace(ada(""), "ada", "bob", 1)
	finds(t, bob)
	finds(t, bob+ada(`supported_features = ["kvm,#"]`), diag.InvalidFeature)
	finds(t, bob+ada(`ssh { options = { NoSuchKeyword = "yes" } }`), diag.SSHOptionUnknown)
}

// There is no quoting in a machines file. What may have a blank stands in the
// stanza, where there is.
func TestTrap03BlankShiftsTheColumns(t *testing.T) {
	finds(t, ada(`host_name = "ada example"`), diag.InvalidHostName)
	finds(t, ada(`supported_features = ["kvm big-parallel"]`), diag.InvalidFeature)
	finds(t, ada(`mandatory_features = ["kvm "]`), diag.InvalidFeature)
	c := compileText(t, ada(`ssh_key = "/root/my keys/id"`))
	if text := c.files["clients/default/ssh_config"]; !strings.Contains(text, "\n  IdentityFile \"/root/my keys/id\"\n") {
		t.Errorf("no quoted key in\n%s", text)
	}
	if text := c.files["clients/default/machines"]; text != "ssh-ng://ada aarch64-linux - 1 1 - - -\n" {
		t.Error(text)
	}
}

// The mandatory column is an AND, and what is in it must be offered as well.
func TestTrap04MandatoryFeaturesAreAllNeeded(t *testing.T) {
	file := filepath.Join("mandatory-features-are-offered-too", "want", "clients", "default", "machines")
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		for features, want := range map[string][]string{
			"":                       nil,
			"benchmark":              nil,
			"benchmark isolated-cpu": {"ssh-ng://bench"},
			"cuda":                   {"ssh-ng://gpu"},
			"cuda big-parallel":      {"ssh-ng://gpu"},
			"big-parallel":           nil,
		} {
			var got []string
			for _, a := range n.Attempts(t, file, "x86_64-linux", strings.Fields(features)...) {
				got = append(got, a.URI)
			}
			if !slices.Equal(got, want) {
				t.Errorf("a build that needs %q is sent to %q, want %q", features, got, want)
			}
		}
	})
}

// Column 8 takes base64 of the line, Lix's TOML the line, and both take a bare
// blob and ignore it. The inventory has the line alone, and only stanzas use it.
func TestTrap07EncodedPinsAreSilentlyUseless(t *testing.T) {
	_, blob, _ := strings.Cut(aKey, " ")
	encoded := base64.StdEncoding.EncodeToString([]byte(aKey))
	for key, code := range map[string]diag.Code{blob: diag.HostKeyBareBlob, encoded: diag.HostKeyBase64, "ada " + aKey: diag.HostKeyKnownHosts} {
		finds(t, strings.Replace(ada(""), aKey, key, 1), code)
	}
	for path, text := range legacyFiles(t) {
		for line := range strings.Lines(text) {
			if columns := strings.Fields(line); columns[2] != "-" || columns[7] != "-" {
				t.Errorf("%s: key or pin in %q", path, line)
			}
		}
	}
}

// A fraction is fatal for Nix up to 2.19, in whatever form.
func TestTrap08FractionIsFatalForOldNix(t *testing.T) {
	onEachNix(t, func(t *testing.T, n counterpart.Nix) {
		for _, factor := range []string{"1.5", "1.000000"} {
			_, err := n.ReadMachines(t, write(t, filepath.Join(t.TempDir(), "machines"), "ssh://ada aarch64-linux - 1 "+factor+" - - -\n"))
			if (err == nil) != (n.Minor >= 20) {
				t.Errorf("speed factor %s: %v", factor, err)
			}
		}
	})
	finds(t, ada(`speed_factor = 1.5`), diag.SpeedFactorFraction)
	finds(t, ada(`speed_factor = 1.5`)+`client "old" { nix = "nix 2.19" }`, diag.SpeedFactorFraction)
	finds(t, ada(`speed_factor = 1.5`)+`client "new" { nix = "nix 2.20" }`)
	if c := compileText(t, ada(`speed_factor = 2.0`)); c.files["clients/default/machines"] != "ssh-ng://ada aarch64-linux - 1 2 - - -\n" {
		t.Error(c.files["clients/default/machines"])
	}
}

// Nix counts slots per URI: two for one machine double them, one in two lines
// shares them. A long URI fails when Nix names its lock file after it.
func TestTrap15SlotsAreCountedPerURI(t *testing.T) {
	text := read(t, filepath.Join("emulated-builds-share-the-slots", "want", "clients", "old", "machines"))
	for _, uri := range []string{"ssh-ng://ada ", "ssh-ng://arm "} {
		if n := strings.Count(text, uri); n != 2 {
			t.Errorf("%s is there %d times, want once for each kind of build", uri, n)
		}
	}
	again := strings.Replace(ada(`host_name = "ada.example.org"`), `"ada"`, `"twin"`, 1)
	finds(t, ada(`host_name = "ada.example.org"`)+again, diag.SameMachineTwice)
	finds(t, ada(`uri_params = { remote-store = "/`+strings.Repeat("long/", 60)+`x" }`), diag.URITooLong)
	finds(t, ada("")+"client \"ada\" {}\n", diag.NothingSelected) // it would wait for itself
}

// Lix main dies of a machines.toml that nix.conf names and that is absent; a
// legacy file that is absent is no builders, silently. So there is always one.
func TestTrap16ConfNamesAFileThatIsThere(t *testing.T) {
	for _, c := range withFile(t, "nix.conf") {
		path, _ := c.path("nix.conf")
		for line := range strings.Lines(read(t, path)) {
			value, ok := strings.CutPrefix(line, "builders = @"+c.Dir+"/")
			if !ok {
				continue
			}
			if _, ok := c.path(strings.TrimSuffix(value, "\n")); !ok {
				t.Errorf("%v: no file %s", c, value)
			}
		}
	}
}

// ssh:// takes builds for a daemon that is dead, so ssh-ng is the default, and
// ssh what must be said where the two ends share no version of ssh-ng.
func TestTrap17DeadDaemonFailsTheBuildOverSSH(t *testing.T) {
	if c := compileText(t, ada("")); c.plan.Builders[0].Protocol != "ssh-ng" {
		t.Error(c.plan.Builders[0].Protocol)
	}
	old := "ssh_user = \"nix\"\n  remote { nix = \"nix 2.8\" }\n"
	finds(t, ada(old)+`client "opal" { nix = "lix 2.94" }`, diag.ProtocolMismatch)
	finds(t, ada(old)+`client "opal" { nix = "lix 2.93.1" }`)
	finds(t, ada(old+`protocol = "ssh"`)+`client "opal" { nix = "lix 2.94" }`)
}

// localhost runs without ssh; names without scheme, ports, users, IPv6 literals
// and slashes in a URI each break some version. An ssh URI is the alias alone.
func TestTrap19StoreURIIsTheAlias(t *testing.T) {
	for _, c := range goldenClients(t) {
		for _, b := range c.Builders {
			if base, _, _ := strings.Cut(b.URI, "?"); b.Protocol != "" && base != b.Protocol+"://"+b.Name {
				t.Errorf("%v: the URI of %s is %s", c, b.Name, b.URI)
			}
		}
	}
	finds(t, strings.Replace(ada(""), `"ada"`, `"localhost"`, 1), diag.InvalidLabel)
	finds(t, ada(`host_name = "SSH://ada"`), diag.InvalidHostName)
	finds(t, "builder \"ada\" {\n  systems = [\"aarch64-linux\"]\n  uri = \"ssh://ada:22\"\n}\n", diag.SSHInURI)
}

// Without limits a dead builder delays every derivation by the kernel's.
func TestTrap20DeadBuilderIsGivenUp(t *testing.T) {
	for _, c := range withFile(t, "ssh_config") {
		path, _ := c.path("ssh_config")
		text := read(t, path)
		for _, keyword := range []string{"ConnectTimeout", "ServerAliveInterval", "ServerAliveCountMax"} {
			if got := strings.Count(text, "\n  "+keyword+" "); got != len(c.Hosts()) {
				t.Errorf("%v: %d of %d stanzas have %s", c, got, len(c.Hosts()), keyword)
			}
		}
	}
	finds(t, ada("")+`client "a" { settings = { connect-timeout = 5 } }`) // for downloads, and allowed
}

// The build hook runs in "/", and Nix 2.34 refuses what is not absolute.
func TestTrap21PathsAreAbsolute(t *testing.T) {
	for _, path := range []string{"~/.ssh/id", "id_ed25519", "./id", "$HOME/.ssh/id"} {
		finds(t, ada(`ssh_key = "`+path+`"`), diag.InvalidPath)
	}
	// The "%" of a zone is one for ssh as well.
	c := compileText(t, ada(`host_name = "fe80::1%eth0"`)+`client "here" { users = ["`+me(t)+`"] }`)
	file := write(t, filepath.Join(t.TempDir(), "ssh_config"), c.files["clients/here/ssh_config"])
	if got := counterpart.SSHConfig(t, file, "ada")["hostname"]; !slices.Equal(got, []string{"fe80::1%eth0"}) {
		t.Errorf("ssh goes to %q", got)
	}
}
