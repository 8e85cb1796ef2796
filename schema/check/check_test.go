package check_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"net/netip"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
)

// row is one value: the code that it gets ("" is fine), and a part of the detail.
type row struct {
	value  string
	code   diag.Code
	detail string
}

func run(t *testing.T, f func(string) *check.Problem, rows []row) {
	t.Helper()
	for _, r := range rows {
		p := f(r.value)
		switch {
		case p == nil && r.code != "":
			t.Errorf("%q is accepted, want %s", r.value, r.code)
		case p == nil:
		case p.Code != r.code:
			t.Errorf("%q: got %s (%s), want %q", r.value, p.Code, p.Detail, r.code)
		case !strings.Contains(p.Detail, r.detail):
			t.Errorf("%q: the detail is %q and lacks %q", r.value, p.Detail, r.detail)
		}
	}
}

// nixSecret is a fresh secret half of a signing pair.
func nixSecret(t *testing.T) string {
	t.Helper()
	_, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return "cache-1:" + base64.StdEncoding.EncodeToString(priv)
}

func TestText(t *testing.T) {
	run(t, check.Text, []row{
		{"plain text, with ü", "", ""},
		{"", diag.InvalidText, "empty"},
		{"a\nb", diag.InvalidText, "U+000A at byte 1"},
		{"a\x00b", diag.InvalidText, "U+0000"},
		{"a\x7fb", diag.InvalidText, "U+007F"},
		{"/etc/\u202eb", diag.InvalidText, "U+202E at byte 5"},
		{"a\u2066b", diag.InvalidText, "another order"},
		{"a\xffb", diag.InvalidText, "UTF-8"},
		{strings.Repeat("a", 20000), diag.InvalidText, "20000 bytes"},
		{nixSecret(t), diag.PrivateKey, "a Nix signing key"},
	})
}

func TestHostName(t *testing.T) {
	run(t, check.HostName, []row{
		{"ada", "", ""},
		{"ada.example.org", "", ""},
		{"build_01.internal", "", ""},
		{"xn--bcher-kva.example", "", ""},
		{"3com.com", "", ""},
		{"192.0.2.7", "", ""},
		{"::1", "", ""},
		{"2001:db8::1", "", ""},
		{"fe80::1%eth0", "", ""},
		{"fe80::1%br-lan.20", "", ""},
		{"ssh-ng://ada", diag.InvalidHostName, "protocol"},
		{"root@ada:22", diag.InvalidHostName, `Write "ada" only; the user before the "@" goes into ssh_user, the port "22" into port.`},
		{"root@ada", diag.InvalidHostName, `Write "ada" only; the user before the "@" goes into ssh_user`},
		{"ada:2222", diag.InvalidHostName, `the port "2222" goes into port`},
		{"[2001:db8::1]:22", diag.InvalidHostName, `Write "2001:db8::1" without brackets; the port "22"`},
		{"[::1]", diag.InvalidHostName, "without brackets"},
		{"ada/x", diag.InvalidHostName, "uri_params"},
		{"ada.example.org.", diag.InvalidHostName, `Write "ada.example.org"`},
		{"Ada.Example.org", diag.InvalidHostName, `Write "ada.example.org"`},
		{"-oProxyCommand=x", diag.InvalidHostName, ""},
		{"-ada", diag.InvalidHostName, "option"},
		{"*.example.org", diag.InvalidHostName, `holds "*"`},
		{"!ada", diag.InvalidHostName, `holds "!"`},
		{"ada,bob", diag.InvalidHostName, `holds ","`},
		{"ada bob", diag.InvalidHostName, `holds " "`},
		{"a%h", diag.InvalidHostName, `holds "%"`},
		{"bücher.example", diag.InvalidHostName, "xn--"},
		{"ada..example", diag.InvalidHostName, "a dot too many"},
		{strings.Repeat("a", 64), diag.InvalidHostName, "63"},
		{strings.Repeat("a.", 127) + "a", diag.InvalidHostName, "253"},
		{"127.1", diag.InvalidHostName, "four numbers"},
		{"010.0.0.1", diag.InvalidHostName, "four numbers"},
		{"0x7f.0x1", diag.InvalidHostName, "four numbers"},
		{"3232235777", diag.InvalidHostName, "four numbers"},
		{"0.0.0.0", diag.InvalidHostName, "one machine"},
		{"ff02::1", diag.InvalidHostName, "one machine"},
		{"2001:DB8::1", diag.InvalidHostName, `Write "2001:db8::1"`},
		{"2001:0db8::1", diag.InvalidHostName, `Write "2001:db8::1"`},
		{"fe80::1%25eth0", diag.InvalidHostName, "zone"},
		{"2001:db8::1%eth0", diag.InvalidHostName, "needs no zone"},
		{"1:2:3", diag.InvalidHostName, "neither"},
		{"ada\n", diag.InvalidText, ""},
	})
}

func TestKeyName(t *testing.T) {
	run(t, check.KeyName, []row{
		{"ada.example.org", "", ""},
		{"2001:db8::1", "", ""},
		{"fe80::1%eth0", diag.InvalidKeyName, ""},
		{"[ada]:2222", diag.InvalidKeyName, ""},
		{"*", diag.InvalidKeyName, ""},
		{"Ada", diag.InvalidKeyName, "lower case"},
		{"", diag.InvalidText, ""},
	})
}

func TestNames(t *testing.T) {
	run(t, check.Label, []row{
		{"ada", "", ""},
		{"9.a_b-c", "", ""},
		{strings.Repeat("a", 63), "", ""},
		{strings.Repeat("a", 64), diag.InvalidLabel, ""},
		{"Ada", diag.InvalidLabel, `Write "ada"`},
		{"localhost", diag.InvalidLabel, "Nix"},
		{"daemon", diag.InvalidLabel, "Nix"},
		{"none", diag.InvalidLabel, "no jump"},
		{"-a", diag.InvalidLabel, ""},
		{"a.", diag.InvalidLabel, ""},
		{"a b", diag.InvalidLabel, ""},
		{"", diag.InvalidText, ""},
	})
	run(t, check.User, []row{
		{"nixremote", "", ""},
		{"_nixbld1", "", ""},
		{"nix@ada", diag.InvalidUser, `the host "ada" goes into host_name`},
		{"Nix", diag.InvalidUser, ""},
		{"-l", diag.InvalidUser, ""},
		{strings.Repeat("u", 33), diag.InvalidUser, "32"},
	})
	run(t, check.Word, []row{
		{"fast", "", ""},
		{"Big_Linux-2.0", "", ""},
		{"@fast", diag.InvalidLabel, `Write "fast"`},
		{"*", diag.InvalidLabel, ""},
		{"a b", diag.InvalidLabel, ""},
	})
}

func TestPaths(t *testing.T) {
	run(t, check.AbsPath, []row{
		{"/etc/nix/builder_ed25519", "", ""},
		{"/Users/Ada Lovelace/.ssh/key", "", ""},
		{"/nix/storeroom/key", "", ""},
		{"/nix/store/abc-key", diag.PathInStore, "Everybody"},
		{"/nix/store", diag.PathInStore, ""},
		{"~/.ssh/id", diag.InvalidPath, "expands"},
		{"$HOME/.ssh/id", diag.InvalidPath, "expands"},
		{".ssh/id", diag.InvalidPath, "not absolute"},
		{"file:///etc/key", diag.InvalidPath, "URI"},
		{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA", diag.InvalidPath, "a key"},
		{"/etc//key", diag.InvalidPath, ""},
		{"/etc/../key", diag.InvalidPath, ""},
		{"/etc/..", diag.InvalidPath, ""},
		{"/etc/./key", diag.InvalidPath, ""},
		{"/etc/keys/", diag.InvalidPath, "at the end"},
		{"/", diag.InvalidPath, "root folder"},
		{"/etc/${USER}", diag.InvalidPath, "environment"},
		{`/etc/"key"`, diag.InvalidPath, "differently"},
		{`/etc/a\b`, diag.InvalidPath, "differently"},
		{"/etc/key ", diag.InvalidPath, "blank"},
		{"/" + strings.Repeat("a", 1100), diag.InvalidPath, "1101 bytes"},
		{"/etc/a\tb", diag.InvalidText, "U+0009"},
		{nixSecret(t), diag.PrivateKey, ""},
	})
	run(t, check.AnyPath, []row{
		{"/nix/store/abc-nix/bin", "", ""},
		{"bin", diag.InvalidPath, ""},
	})
	run(t, check.Dir, []row{
		{"/etc/buildmachines", "", ""},
		{"/nix/store/abc", diag.PathInStore, ""},
		{"/etc/build machines", diag.InvalidPath, "nix.conf"},
		{"/etc/a#b", diag.InvalidPath, `"#"`},
		{"/etc/a;b", diag.InvalidPath, `";"`},
		{"/etc/%d", diag.InvalidPath, `"%"`},
	})
}

func TestSystem(t *testing.T) {
	wrong := func(s, right string) row {
		return row{s, diag.UnknownSystem, "Did you mean " + diag.Quote(right) + "?"}
	}
	run(t, func(s string) *check.Problem { return check.System(s, []string{"zarch-hurd"}) }, []row{
		{"x86_64-linux", "", ""},
		{"riscv64-linux", "", ""},
		{"x86_64-v3-linux", "", ""},
		{"zarch-hurd", "", ""},
		wrong("x86_64", "x86_64-linux"),
		wrong("x86-64-linux", "x86_64-linux"),
		wrong("amd64", "x86_64-linux"),
		wrong("linux", "x86_64-linux"),
		wrong("linux/arm64", "aarch64-linux"),
		wrong("X86_64-Linux", "x86_64-linux"),
		wrong("x86_64-unknown-linux-gnu", "x86_64-linux"),
		wrong("arm64-darwin", "aarch64-darwin"),
		wrong("aarch64-macos", "aarch64-darwin"),
		wrong("x86_64-apple-darwin", "x86_64-darwin"),
		wrong("macos", "aarch64-darwin"),
		wrong("aarch64", "aarch64-linux"),
		wrong("i386-linux", "i686-linux"),
		wrong("aarch46-linux", "aarch64-linux"),
		wrong("zarch-hurt", "zarch-hurd"),
		{"builtin", diag.UnknownSystem, "Leave it out"},
		{"pdp11-unix", diag.UnknownSystem, "known_systems"},
		{"", diag.InvalidText, ""},
		{"x86_64-linux\n", diag.InvalidText, ""},
	})
}

func TestFeature(t *testing.T) {
	typo := func(s, right string) row {
		return row{s, diag.FeatureTypo, "Did you mean " + diag.Quote(right) + " instead of"}
	}
	run(t, func(s string) *check.Problem { return check.Feature(s, []string{"kvn"}) }, []row{
		{"kvm", "", ""},
		{"gccarch-znver4", "", ""},
		{"my-own-feature", "", ""},
		{"kvn", "", ""},
		typo("bigparallel", "big-parallel"),
		typo("big_parallel", "big-parallel"),
		typo("nixos-text", "nixos-test"),
		typo("KVM", "kvm"),
		typo("kmv", "kvm"),
		typo("benchmarks", "benchmark"),
		{"-", diag.InvalidFeature, "empty list"},
		{"kvm,benchmark", diag.InvalidFeature, `","`},
		{"kvm benchmark", diag.InvalidFeature, `" "`},
		{"a#b", diag.InvalidFeature, `"#"`},
		{"a;b", diag.InvalidFeature, `";"`},
		{"größe", diag.InvalidFeature, "ASCII"},
		{"", diag.InvalidText, ""},
	})
}

func TestStoreURI(t *testing.T) {
	run(t, check.StoreURI, []row{
		{"unix:///run/x.sock", "", ""},
		{"unix://", "", ""},
		{"https://cache.example.org", "", ""},
		{"s3://bucket", "", ""},
		{"daemon", "", ""},
		{"ssh://ada", diag.SSHInURI, "host_name"},
		{"ssh-ng://root@ada:22", diag.SSHInURI, "host_name"},
		{"SSH-NG://ada", diag.SSHInURI, "host_name"},
		{"Unix:///run/x", diag.InvalidURI, "lower-case"},
		{"local", diag.InvalidURI, "own store"},
		{"auto", diag.InvalidURI, "own store"},
		{"daemon?x=1", diag.InvalidURI, "uri_params"},
		{"/srv/store", diag.InvalidURI, "no scheme"},
		{"ada", diag.InvalidURI, "host_name"},
		{"https://", diag.InvalidURI, "names no store"},
		{"https://x?y=1", diag.InvalidURI, "uri_params"},
		{"https://u:p@x", diag.InvalidURI, "password"},
		{"https://x/", diag.InvalidURI, "at the end"},
		{"https://x/a b", diag.InvalidURI, `" "`},
		{"https://x/a#b", diag.InvalidURI, `"#"`},
		{"https://x/a;b", diag.InvalidURI, `";"`},
		{"https://x/%zz", diag.InvalidURI, "hexadecimal"},
		{"https://x/%2", diag.InvalidURI, "hexadecimal"},
		{"https://bücher", diag.InvalidURI, "UTF-8"},
	})
}

func TestURIParam(t *testing.T) {
	param := func(s string) *check.Problem {
		k, v, _ := strings.Cut(s, "=")
		return check.URIParam(k, v)
	}
	run(t, param, []row{
		{"compress=true", "", ""},
		{"remote-program=sudo nix-daemon", "", ""},
		{"remote-store=/srv/store", "", ""},
		{"root=/mnt", "", ""},
		{"compress=yes", diag.InvalidURIParam, `"true"`},
		{"remote-store=/srv/x?trusted=1", diag.InvalidURIParam, `"?"`},
		{"remote-program=nix-daemon;id", diag.InvalidURIParam, `";"`},
		{"remote-program=--help", diag.InvalidURIParam, `"-"`},
		{"ssh-key=/k", diag.InvalidURIParam, "Write ssh_key."},
		{"base64-ssh-public-host-key=x", diag.InvalidURIParam, "public_host_keys"},
		{"port=22", diag.InvalidURIParam, "Write port"},
		{"max-connections=4", diag.InvalidURIParam, "stops for ever"},
		{"system-features=kvm", diag.InvalidURIParam, "supported_features"},
		{"want-mass-query=true", diag.InvalidURIParam, "substituters"},
		{"remote_program=x", diag.InvalidURIParam, `Did you mean "remote-program"?`},
		{"colour=red", diag.InvalidURIParam, "ignore"},
		{"compress=", diag.InvalidText, ""},
	})
}

func TestCIDR(t *testing.T) {
	run(t, check.CIDR, []row{
		{"192.0.2.7", "", ""},
		{"192.0.2.0/24", "", ""},
		{"2001:db8::/32", "", ""},
		{"192.0.2.7/24", diag.InvalidCIDR, `Write "192.0.2.0/24"`},
		{"2001:db8::1/32", diag.InvalidCIDR, `Write "2001:db8::/32"`},
		{"192.0.2.0/33", diag.InvalidCIDR, "0 to 32"},
		{"192.0.2.0/255.255.255.0", diag.InvalidCIDR, "0 to 32"},
		{"192.0.2.*", diag.InvalidCIDR, ""},
		{"ada.example.org", diag.InvalidCIDR, "Names"},
		{"fe80::1%eth0", diag.InvalidCIDR, "zone"},
		{"::ffff:192.0.2.1", diag.InvalidCIDR, "IPv4"},
	})
}

func TestNixSetting(t *testing.T) {
	on := func(side check.Side) func(string) *check.Problem {
		return func(s string) *check.Problem {
			k, v, _ := strings.Cut(s, "=")
			return check.NixSetting(side, k, v)
		}
	}
	run(t, on(check.ClientSide), []row{
		{"keep-outputs=true", "", ""},
		{"netrc-file=/etc/nix/netrc", "", ""},
		{"netrc-file=netrc", diag.InvalidPath, "not absolute"},
		{"netrc-file=", diag.SettingValue, "Leave the setting out"},
		{"ssl-cert-file=/etc/../x", diag.InvalidPath, "/../"},
		{"plugin-files=", "", ""},
		{"extra-platforms=i686-linux", "", ""},
		{"builders=", diag.SettingOurs, "builder blocks"},
		{"max-jobs=0", diag.SettingOurs, "Write max_jobs."},
		{"substituters=https://x", diag.SettingOurs, "cache block"},
		{"extra-trusted-public-keys=x", diag.SettingOurs, "cache.public_key"},
		{"access-tokens=github.com=x", diag.SettingSecret, "!include"},
		{"extra-access-tokens=github.com=x", diag.SettingSecret, ""},
		{"http-proxy=http://u:p@proxy", diag.SettingSecret, "netrc-file"},
		{"keepOutputs=true", diag.SettingValue, `Write "keep-outputs".`},
		{"keep_outputs=true", diag.SettingValue, `Write "keep-outputs".`},
		{"!include=x", diag.SettingValue, "not the name"},
		{"include=x", diag.SettingValue, "no setting"},
		{"x=a # b", diag.SettingValue, `"#"`},
		{"x=a  b", diag.SettingValue, "blank"},
		{"x= a", diag.SettingValue, "blank"},
		{"x=a\nb", diag.InvalidText, ""},
		{"x=" + nixSecret(t), diag.PrivateKey, ""},
	})
	run(t, on(check.BuilderSide), []row{
		{"system-features=kvm", "", ""},
		{"substituters=https://x", "", ""},
		{"trusted-users=root", diag.SettingOurs, "remote.trusted"},
		{"extra-trusted-users=x", diag.SettingOurs, "remote.trusted"},
		{"cores=4", diag.SettingOurs, "remote.cores"},
	})
}

func TestSuggest(t *testing.T) {
	known := []string{"max_jobs", "host_name", "port", "ssh_key"}
	for given, want := range map[string]string{
		"max_job": "max_jobs", "MaxJobs": "max_jobs", "hostname": "host_name", "prot": "port", "ssh-key": "ssh_key",
		"": "", "p": "", "something": "", strings.Repeat("x", 1000): "",
	} {
		if got := check.Suggest(given, known); got != want {
			t.Errorf("Suggest(%q) = %q, want %q", given, got, want)
		}
	}
}

func TestAt(t *testing.T) {
	r := hcl.Range{Filename: "a.hcl", Start: hcl.Pos{Line: 3, Column: 1}}
	d := check.HostName("100%x").At(r)
	if diag.CodeOf(d) != diag.InvalidHostName || d.Subject.Start.Line != 3 || !strings.Contains(d.Detail, `"100%x"`) {
		t.Errorf("got %v", d)
	}
}

// portable is what every Nix and ssh takes for a host.
var portable = regexp.MustCompile(`^[a-z0-9_][a-z0-9._-]*$`)

func FuzzHostName(f *testing.F) {
	for _, s := range []string{"ada.example.org", "fe80::1%eth0", "192.0.2.1", "[::1]:22", "a@b", "-x", "ü", "1.2.3", ":", "]["} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if check.HostName(s) != nil {
			return
		}
		if a, err := netip.ParseAddr(s); err == nil && a.String() != s {
			t.Fatalf("%q is not how ssh writes %s", s, a)
		} else if err != nil && (!portable.MatchString(s) || len(s) > 253) {
			t.Fatalf("%q is accepted", s)
		}
	})
}

func FuzzChecks(f *testing.F) {
	for _, s := range []string{"", "-", "/", "~", "%", "x86_64", "a/b/c", "https://x", "\xff", "a=b", "1.2.3.4/5"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		for _, p := range []*check.Problem{
			check.Text(a), check.KeyName(a), check.Label(a), check.User(a), check.Word(a), check.AbsPath(a), check.Dir(a),
			check.System(a, []string{b}), check.Feature(a, []string{b}), check.StoreURI(a), check.URIParam(a, b), check.CIDR(a),
			check.NixSetting(check.ClientSide, a, b), check.NixSetting(check.BuilderSide, b, a),
		} {
			if p == nil {
				continue
			}
			diag.Lookup(p.Code) // panics for a code that does not exist
			if !strings.HasSuffix(p.Detail, ".") && !strings.HasSuffix(p.Detail, "?") {
				t.Fatalf("detail %q is no sentence", p.Detail)
			}
		}
		check.Suggest(a, []string{b})
	})
}
