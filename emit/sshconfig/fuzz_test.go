package sshconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/sshconfig"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A slot is a place for a string in a host's stanza, and how ssh shows what it
// read there.
type slot struct {
	name string
	set  func(*plan.Client, *plan.Host, string)
	show func(*testing.T, string) string
	want func(string) string
}

func shown(keyword string) func(*testing.T, string) string {
	return func(t *testing.T, file string) string {
		return strings.Join(settings(t, file, "ada")[keyword], "\n")
	}
}

func same(s string) string { return s }

var slots = []slot{
	{"HostName", func(_ *plan.Client, h *plan.Host, s string) { h.HostName = s }, shown("hostname"), strings.ToLower},
	{"User", func(_ *plan.Client, h *plan.Host, s string) { h.SSHUser = s }, shown("user"), same},
	// -G shows an identity file before it expands "%".
	{"IdentityFile", func(_ *plan.Client, h *plan.Host, s string) { h.SSHKey = s }, shown("identityfile"),
		func(s string) string { return strings.ReplaceAll(s, "%", "%%") }},
	{"IdentityAgent", func(_ *plan.Client, h *plan.Host, s string) { h.SSH.IdentityAgent = s }, shown("identityagent"), same},
	{"HostKeyAlias", func(_ *plan.Client, h *plan.Host, s string) { h.KeyName = s }, shown("hostkeyalias"), strings.ToLower},
	{"UserKnownHostsFile", func(c *plan.Client, _ *plan.Host, s string) { c.Dir = s }, shown("userknownhostsfile"),
		func(s string) string { return s + "/known_hosts" }},
	{"ProxyCommand", func(_ *plan.Client, h *plan.Host, s string) { h.SSH.ProxyCommand = s }, shown("proxycommand"),
		func(s string) string { return strings.TrimPrefix(s, "none") }}, // "none" alone is none, shown by absence
	{"exec", func(_ *plan.Client, h *plan.Host, s string) {
		h.Endpoints = []plan.Endpoint{{Name: "lan", HostName: "lan", Port: 22, When: s}}
	}, executed, same},
}

// executed returns the command that ssh wants the shell to run. The shell is a
// script that writes it down: nothing from the outside is ever run.
func executed(t *testing.T, file string) string {
	record := filepath.Join(t.TempDir(), "record")
	shell := filepath.Join(t.TempDir(), "shell")
	if err := os.WriteFile(shell, []byte("#!/bin/sh\nprintf %s \"$2\" >"+record+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	settings(t, file, "ada", "SHELL="+shell)
	got, err := os.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// FuzzQuote holds every quoted value to ssh itself: it is refused, or ssh reads
// exactly what the plan says.
func FuzzQuote(f *testing.F) {
	counterpart.Require(f, "ssh")
	for _, s := range []string{
		"a", "/a", "/a b", " /a", "/a ", "/a'b", "/a''b", `/a"b`, `"/a"`, "/a#b", "/a #b", "#a", "/a=b", "=a", "/a = b",
		"/a%b", "/%%h%", "%h", "/${HOME}", "/$HOME", "$HOME", "~/a", "none", "nc %h %p %r %%", "nc %n", `nc "a b" 'c'`, "nc 'a",
		"/a\\ b", "\\", "/a\nHost *", "/a\rb", "/a\tb", "/a\x00b", "/a\xffb", "/a\x01b", "/ä b", "-oProxyCommand=x", "fe80::1%eth0",
		"[::1]:22", "a,b", "!a", "a*", "SSH_AUTH_SOCK", "test $(date +%H) -gt 8", "yes", "/" + strings.Repeat("a", 4074), "ADA", "H%",
	} {
		for i := range slots {
			f.Add(i, s)
		}
	}
	f.Fuzz(func(t *testing.T, i int, s string) {
		if i < 0 || i >= len(slots) {
			return
		}
		slot := slots[i]
		c := mine(t, pinnedHost())
		slot.set(c, &c.Builders[0].Host, s)
		if empty := s == "" && i != 0; empty || refused(c) {
			return // for the plan, "" is unset
		}
		file := write(t, "ssh_config", emitConfig(t, c))
		got, want := slot.show(t, file), slot.want(s)
		if slot.name == "HostName" && (numeric(s) || strings.EqualFold(got, want)) {
			return // ssh lowers a name, but not what looks like an address with a zone
		}
		if got != want {
			t.Errorf("%s %q: ssh reads %q, want %q", slot.name, s, got, want)
		}
	})
}

// numeric reports whether s may be an address that ssh shows in its usual
// form: 0 as 0.0.0.0, fe80::0001 as fe80::1.
func numeric(s string) bool {
	address, _, _ := strings.Cut(s, "%")
	return strings.Trim(address, "0123456789abcdefABCDEFxX.:") == ""
}

func refused(c *plan.Client) bool {
	return sshconfig.Config{}.Check(c).HasErrors()
}
