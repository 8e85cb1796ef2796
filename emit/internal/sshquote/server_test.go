package sshquote_test

import (
	"net/netip"
	"os/exec"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

func TestServerPath(t *testing.T) {
	for _, s := range []string{"/etc/buildmachines/nix-ssh-wrapper", "/nix/store/0-x+y=z@1,2:3/bin", "/"} {
		if got, err := sshquote.ServerPath([]byte("x "), s); err != nil || string(got) != "x "+s {
			t.Errorf("ServerPath(%q) = %q, %v", s, got, err)
		}
	}
	for _, s := range []string{"", "a", "-/a", "/a b", "/a\tb", "/a\nb", "/a\x00", `/a"`, `/a\`, "/a'", "/a$b", "/a`b", "/a;b", "/a&b", "/a|b", "/a%h", "/a#b", "/a*", "/~a", "/a{b}", "/ä", "/\xff"} {
		if got, err := sshquote.ServerPath([]byte("x "), s); err == nil || string(got) != "x " {
			t.Errorf("ServerPath(%q) = %q, %v; want a refusal", s, got, err)
		}
	}
	if _, err := sshquote.Folder(nil, "/a:/b"); err == nil {
		t.Error("two folders pass for one")
	}
}

func TestRanges(t *testing.T) {
	var all []netip.Prefix
	for _, s := range []string{"192.0.2.7", "192.0.2.0/24", "2001:DB8:0::/32", "::1/128", "0.0.0.0/0"} {
		r, err := sshquote.Range(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
		}
		all = append(all, r)
	}
	if got, want := string(sshquote.Ranges(nil, all)), "192.0.2.7,192.0.2.0/24,2001:db8::/32,::1,0.0.0.0/0"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, s := range []string{"", "*", "!192.0.2.7", "192.0.2.7,192.0.2.8", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/024", "fe80::1%eth0", "fe80::%eth0/64", "::ffff:192.0.2.1", "::ffff:192.0.2.0/120", "laptop", ` 192.0.2.7`, `192.0.2.7"`} {
		if r, err := sshquote.Range(s); err == nil {
			t.Errorf("Range(%q) = %v, want a refusal", s, r)
		}
	}
}

// FuzzServerPath holds a path to the shell that runs it: it is refused, or the
// program gets exactly that.
func FuzzServerPath(f *testing.F) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		f.Skip("no sh")
	}
	for _, s := range []string{"/a", "/a b", "/a'b", "/$HOME", "/a=b", "/a:b", "/a,b@c+d", "/*", "/~", "/a\nb", "/-n", "/{a,b}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		path, err := sshquote.ServerPath(nil, s)
		if err != nil {
			return
		}
		out, err := exec.Command(sh, "-c", "printf '<%s>' "+string(path)).Output()
		if err != nil || string(out) != "<"+s+">" {
			t.Errorf("the shell reads %q in %q, %v", out, s, err)
		}
		if strings.ContainsAny(s, `"\%`) {
			t.Errorf("sshd would read something else in %q", s)
		}
	})
}
