package sshquote_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/buildmachines/buildmachines/emit/internal/sshquote"
)

var quoters = map[string]func([]byte, string) ([]byte, error){
	"Name":      sshquote.Name,
	"Address":   sshquote.Address,
	"HostName":  sshquote.HostName,
	"Path":      sshquote.Path,
	"PlainPath": sshquote.PlainPath,
	"Exec":      sshquote.Exec,
	"Command":   sshquote.Command,
	"Option":    sshquote.Option,
}

func TestCarried(t *testing.T) {
	for _, tt := range []struct{ quoter, in, want string }{
		{"Name", "root", "root"},
		{"Name", "_nix-bld.1", "_nix-bld.1"},
		{"Address", "fe80::1%eth0", "fe80::1%eth0"},
		{"HostName", "fe80::1%eth0", "fe80::1%%eth0"}, // trap 21
		{"HostName", "a_b.example.org", "a_b.example.org"},
		{"Path", "/etc/nix/key", "/etc/nix/key"},
		{"Path", "/a b", `"/a b"`},
		{"Path", "/it's", `"/it's"`},
		{"Path", "/a#b", `"/a#b"`},
		{"Path", "/a=b", `"/a=b"`},
		{"Path", "/%h/100%", "/%%h/100%%"},
		{"Path", "/ö/$x", "/ö/$x"},
		{"PlainPath", "/a b", `"/a b"`},
		{"Exec", "test $(date +%H) -gt 8 # it's late", `"test $(date +%%H) -gt 8 # it's late"`},
		{"Command", `nc -X "a'b" 'c"d' %h %p # %% %r`, `nc -X "a'b" 'c"d' %h %p # %% %r`},
		{"Option", "1G 1h", "1G 1h"},
	} {
		got, err := quoters[tt.quoter]([]byte("x "), tt.in)
		if err != nil || string(got) != "x "+tt.want {
			t.Errorf("%s(%q) = %q, %v; want %q", tt.quoter, tt.in, got, err, "x "+tt.want)
		}
	}
}

func TestRefused(t *testing.T) {
	everywhere := []string{"", "/a\nb", "/a\rb", "/a\tb", "/a\x00b", "/a\x7fb", "/a\\b", "/a${b}", "/a\xffb"}
	words := []string{"-a", "a b", "a,b", "a*", "a?", "!a", "|1|a", "@a", "a#", "a'b", `a"b`, "a=b", "a;b", "a$b", "a/b", "ä", "[a]:22"}
	for name, more := range map[string][]string{
		"Name":      append(words, "a%b", "a:b"),
		"Address":   words,
		"HostName":  words,
		"Path":      {`/a"b`, "a", "~/a", "./a", "none"},
		"PlainPath": {`/a"b`, "~/a", "/a%b", "/a%%b"},
		"Exec":      {`a"b`, "# a"},
		"Command":   {`nc "a`, `nc 'a`, `nc "a'`, "nc %", "nc %n", "nc %d", "nc %%%", " nc", "nc ", "=nc"},
		"Option":    {`a"b`, "a'b", "a #b", "a=b", " a", "a ", "=a"},
	} {
		for _, s := range append(everywhere, more...) {
			got, err := quoters[name]([]byte("x "), s)
			if err == nil || string(got) != "x " {
				t.Errorf("%s(%q) = %q, %v; want a refusal", name, s, got, err)
			}
			if err != nil && (strings.Contains(err.Error(), "\n") || !utf8.ValidString(err.Error())) {
				t.Errorf("%s(%q): the reason is not fit to print: %q", name, s, err)
			}
		}
	}
}
