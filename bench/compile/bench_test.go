package main

import (
	"context"
	"io"
	"os"
	"slices"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit"
	"github.com/buildmachines/buildmachines/outdir"
	"github.com/buildmachines/buildmachines/schema"
)

// load writes an inventory and reads it back.
func load(b *testing.B, syntax string, n, clients int) *schema.Sources {
	b.Helper()
	name := b.TempDir() + "/inventory." + syntax
	if err := os.WriteFile(name, inventory(syntax, n, clients), 0o644); err != nil {
		b.Fatal(err)
	}
	src, diags, err := schema.Load(name)
	if err != nil || diags.HasErrors() {
		b.Fatal(err, diags)
	}
	return src
}

func compile(b *testing.B, src *schema.Sources) *plan.Plan {
	b.Helper()
	p, diags := compiler.Compile(src, compiler.Options{})
	if p == nil {
		b.Fatal(diags)
	}
	return p
}

func benchmarkLoad(b *testing.B, syntax string) {
	name := b.TempDir() + "/inventory." + syntax
	if err := os.WriteFile(name, inventory(syntax, 10_000, 0), 0o644); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, diags, err := schema.Load(name); err != nil || diags.HasErrors() {
			b.Fatal(err, diags)
		}
	}
}

func BenchmarkLoadTOML(b *testing.B) { benchmarkLoad(b, "toml") }
func BenchmarkLoadHCL(b *testing.B)  { benchmarkLoad(b, "hcl") }

func benchmarkCompile(b *testing.B, syntax string) {
	src := load(b, syntax, 10_000, 0)
	b.ReportAllocs()
	for b.Loop() {
		compile(b, src)
	}
}

func BenchmarkCompileTOML(b *testing.B) { benchmarkCompile(b, "toml") }
func BenchmarkCompileHCL(b *testing.B)  { benchmarkCompile(b, "hcl") }

// emitClients can each be written to targets that the others cannot.
const emitClients = `
[client.a]
platform = "nixos"
users = ["nix"]

[client.b]
platform = "linux"
nix = "lix 2.95"
machines_format = "toml"

[client.c]
platform = "hydra"
override."*".protocol = "ssh"
`

// BenchmarkEmit checks and writes each target of a client with 10,000 builders.
func BenchmarkEmit(b *testing.B) {
	name := b.TempDir() + "/inventory.toml"
	if err := os.WriteFile(name, append(inventory("toml", 10_000, 0), emitClients...), 0o644); err != nil {
		b.Fatal(err)
	}
	src, diags, err := schema.Load(name)
	if err != nil || diags.HasErrors() {
		b.Fatal(err, diags)
	}
	p := compile(b, src)
	for _, t := range emit.ClientTargets {
		i := slices.IndexFunc(p.Clients, func(c *plan.Client) bool { return !t.Check(c).HasErrors() })
		if i < 0 {
			b.Fatalf("no client can be written as %s", t.Format)
		}
		c := p.Clients[i]
		b.Run(t.Format, func(b *testing.B) {
			for b.Loop() {
				t.Check(c)
				if err := t.FileOf(c).Write(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkPlanJSON(b *testing.B) {
	p := compile(b, load(b, "toml", 10_000, 0))
	for b.Loop() {
		if err := emit.PlanFile(p).Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOut writes 200 builders for 1,000 clients into a fresh folder.
func BenchmarkOut(b *testing.B) {
	src := load(b, "toml", 200, 1000)
	for b.Loop() {
		files, diags := emit.Files(compile(b, src))
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		var out []outdir.File
		for _, f := range files {
			out = append(out, outdir.File{Path: f.Path, Write: f.Write})
		}
		if _, err := outdir.Sync(context.Background(), b.TempDir()+"/out", out); err != nil {
			b.Fatal(err)
		}
	}
}
