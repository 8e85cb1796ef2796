package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
)

// TestCapabilities holds the dialect table to what was seen in the programs:
// for each capability, versions around every change.
func TestCapabilities(t *testing.T) {
	ends := "nix 2.8, nix 2.36, lix 2.90, lix 2.95, lix main"
	for name, c := range map[string]struct{ yes, no string }{
		plan.FloatSpeedFactor: {
			yes: "nix 2.20, nix 2.20.0, nix 2.36, lix 2.90, lix main",
			no:  "nix 2.8, nix 2.19, nix 2.19.9"},
		plan.HostPortURI: {
			yes: "nix 2.31, nix 2.36",
			no:  "nix 2.8, nix 2.30, nix 2.30.5, lix 2.90, lix 2.95, lix main"},
		plan.QueryPortURI: {
			yes: "lix 2.93, lix 2.93.0, lix 2.95, lix main",
			no:  "lix 2.92, lix 2.92.9, lix 2.90, nix 2.8, nix 2.31, nix 2.36"},
		plan.IPv6URI: {yes: ends + ", nix 2.30, nix 2.31, nix 2.31.0"},
		plan.LixTOML: {
			yes: "lix 2.95, lix 2.95.3, lix main",
			no:  "lix 2.94, lix 2.94.9, lix 2.90, nix 2.8, nix 2.36"},
		plan.CommentsFirst: {
			yes: "nix 2.28.2, nix 2.29, nix 2.36",
			no:  "nix 2.8, nix 2.24.14, nix 2.26, nix 2.26.3, nix 2.27.9, nix 2.28, nix 2.28.1, lix 2.90, lix 2.95.3, lix main"},
		plan.RelativeKeyPath: {
			yes: "nix 2.8, nix 2.33, nix 2.33.9, lix 2.90, lix main",
			no:  "nix 2.34, nix 2.34.0, nix 2.36"},
		plan.TrustlessBuilds: {
			yes: "nix 2.16, nix 2.36, lix 2.90, lix main",
			no:  "nix 2.8, nix 2.15, nix 2.15.9"},
		plan.SendsCommand: {
			yes: "nix 2.8, nix 2.36, lix 2.92, lix 2.93.1, lix 2.94, lix main",
			no:  "lix 2.93.0, lix 2.93"},
		plan.OldWorkerProtocol: {
			yes: "nix 2.8, nix 2.33, nix 2.36, lix 2.90, lix 2.93, lix 2.93.4",
			no:  "lix 2.94, lix 2.94.0, lix 2.95, lix main"},
		plan.NewWorkerProtocol: {
			yes: "nix 2.15, nix 2.36, lix 2.90, lix main",
			no:  "nix 2.8, nix 2.14, nix 2.14.9"},
		plan.ArgvRemoteProgram: {
			yes: "nix 2.20, nix 2.36",
			no:  "nix 2.8, nix 2.19, lix 2.90, lix main"},
	} {
		for want, list := range map[bool]string{true: c.yes, false: c.no} {
			for dialect := range strings.SplitSeq(list, ", ") {
				if dialect != "" && slices.Contains(capabilitiesOf(t, dialect), name) != want {
					t.Errorf("%s has %s: %t, want %t", dialect, name, !want, want)
				}
			}
		}
	}
}

func TestEveryCapabilityIsTested(t *testing.T) {
	for _, c := range compiler.Capabilities {
		if c.Means == "" || c.Source == "" || c.Checked == "" {
			t.Errorf("%s is not documented", c.Name)
		}
	}
	if n := len(compiler.Capabilities); n != 12 {
		t.Errorf("the table has %d rows, and TestCapabilities 12", n)
	}
}

// What every version reads the same is all that an unset dialect has.
func TestThePortableDialect(t *testing.T) {
	if d := cmp.Diff([]string{plan.IPv6URI}, capabilitiesOf(t, "")); d != "" {
		t.Error(d)
	}
}

// Every supported version has what the portable dialect has.
func TestEveryVersionHasThePortableCapabilities(t *testing.T) {
	portable := capabilitiesOf(t, "")
	dialects := []string{"lix main"}
	for minor := 8; minor <= 36; minor++ {
		dialects = append(dialects, fmt.Sprintf("nix 2.%d", minor))
	}
	for minor := 90; minor <= 95; minor++ {
		dialects = append(dialects, fmt.Sprintf("lix 2.%d", minor))
	}
	for _, d := range dialects {
		for _, c := range portable {
			if !slices.Contains(capabilitiesOf(t, d), c) {
				t.Errorf("%s lacks %s", d, c)
			}
		}
	}
}

func capabilitiesOf(t *testing.T, dialect string) []string {
	t.Helper()
	src := "client \"c\" { nix = \"" + dialect + "\" }"
	if dialect == "" {
		src = "client \"c\" {}"
	}
	p, diags := compile(t, src, schema.HCL)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return p.Clients[0].Capabilities
}

// Both ends matter: what a client speaks, and what the builder does.
func TestTheEndsMustUnderstandEachOther(t *testing.T) {
	for _, c := range []struct {
		client, builder, protocol, remote string
		want                              []string
	}{
		{"lix 2.94", "nix 2.14", "ssh-ng", "", []string{"5 protocol-mismatch"}},
		{"lix 2.94", "nix 2.14", "ssh", "", nil},
		{"lix 2.94", "nix 2.15", "ssh-ng", "", nil},
		{"lix 2.93.4", "nix 2.8", "ssh-ng", "", nil},
		{"nix 2.14", "lix 2.94", "ssh-ng", "", []string{"5 protocol-mismatch"}},
		{"nix 2.15", "lix main", "ssh-ng", "", nil},
		{"nix 2.36", "nix 2.8", "ssh-ng", "", nil},
		{"lix 2.94", "lix 2.90", "ssh-ng", "", nil},
		{"", "nix 2.8", "ssh-ng", "", nil},
		{"lix 2.93.0", "nix 2.31", "ssh-ng", "", []string{"6 wrapper-conflict"}},
		{"lix 2.93.0", "nix 2.31", "ssh-ng", "wrapper = false", nil},
		{"lix 2.93.1", "nix 2.31", "ssh-ng", "", nil},
		{"nix 2.16", "nix 2.15", "ssh-ng", "trusted = false", nil},
		{"nix 2.15", "nix 2.16", "ssh-ng", "trusted = false", []string{"8 untrusted-protocol"}},
		{"nix 2.16", "nix 2.14", "ssh-ng", "trusted = false", []string{"8 untrusted-protocol"}},
		{"nix 2.34", "nix 2.34", "ssh", "trusted = false", []string{"5 untrusted-protocol"}},
		{"lix 2.90", "lix 2.90", "ssh-ng", "trusted = false", nil},
		{"", "", "ssh-ng", "trusted = false", nil},
	} {
		src := fmt.Sprintf(`builder "a" {
			systems = ["aarch64-linux"]
			ssh_user = "nix"
			public_host_keys = ["@KEY1@"]
			protocol = %q
			remote {
				nix = %s
				%s
			}
		}
		client "c" { nix = %s }`, c.protocol, orNull(c.builder), c.remote, orNull(c.client))
		_, diags := compile(t, src, schema.HCL)
		if d := cmp.Diff(append([]string{}, c.want...), errorsOf(diags)); d != "" {
			t.Errorf("client %q, builder %q over %s, %s: %s%v", c.client, c.builder, c.protocol, c.remote, d, diags)
		}
	}
}

func orNull(s string) string {
	if s == "" {
		return "null"
	}
	return fmt.Sprintf("%q", s)
}
