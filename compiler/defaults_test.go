package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// What the reference calls the default is what an inventory has without it.
func TestWrittenDefaultsAreTheDefaults(t *testing.T) {
	written := map[string]string{}
	for _, b := range schema.Reference() {
		for _, r := range b.Attrs {
			if r.Default != nil {
				written[b.Name] += fmt.Sprintf("%s = %s\n", r.Name, strings.ReplaceAll(fmt.Sprintf("%#v", r.Default), "[]string{\"root\"}", "[\"root\"]"))
			}
		}
	}
	inventory := func(d map[string]string) string {
		return d[""] + `
			builder "a" {
				systems = ["aarch64-linux"]
				` + d["builder"] + `
				endpoint "e" {
					host_name = "e.example"
					` + d["endpoint"] + `
				}
				ssh {
					` + d["ssh"] + `
				}
				remote {
					` + d["remote"] + `
				}
				cache {
					public_key = "@CACHE1@"
					` + d["cache"] + `
				}
				ssh_user = "u"
			}
			jump "j" {
				` + d["jump"] + `
			}
			client "c" {
				` + d["client"] + `
			}`
	}
	for _, block := range []string{"builder", "endpoint", "ssh", "remote", "cache", "jump", "client"} {
		if written[block] == "" {
			t.Errorf("no attribute of %s has a default", block)
		}
	}
	if d := cmp.Diff(encoded(t, compiled(t, inventory(nil))), encoded(t, compiled(t, inventory(written)))); d != "" {
		t.Error(d)
	}
}

// To find what a name was meant to be takes time where there are many, and
// after a hundred it tells nobody anything.
func TestHintsEndAfterAHundred(t *testing.T) {
	var src strings.Builder
	src.WriteString("builder \"machines\" { systems = [\"aarch64-linux\"] }\nclient \"c\" {\n use = [")
	for i := range 200 {
		fmt.Fprintf(&src, "\n  \"machi%c%cs\",", 'a'+i/20, 'a'+i%20)
	}
	_, diags := compile(t, src.String()+"\n ]\n}", schema.HCL)
	unknown, hints := 0, 0
	for _, d := range diags {
		if diag.CodeOf(d) == diag.UnknownBuilder {
			unknown++
		}
		if strings.Contains(d.Detail, "Did you mean") {
			hints++
		}
	}
	if unknown != 200 || hints != 100 {
		t.Errorf("%d unknown builders, %d hints", unknown, hints)
	}
}
