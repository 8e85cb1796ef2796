package tomlbody_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/schema/tomlbody"
)

// inventory returns n builders as people write them, 300 bytes each.
func inventory(n int) []byte {
	var b strings.Builder
	b.WriteString("version = 1\n\n[defaults]\nssh_user = \"nixremote\"\n")
	for i := range n {
		fmt.Fprintf(&b, `
[builder.host-%[1]d]
host_name          = "host-%[1]d.example.org"
port               = 2222
systems            = ["x86_64-linux", "i686-linux"]
max_jobs           = 8
speed_factor       = 1.5
supported_features = ["kvm", "big-parallel"]
tags               = ["fast"]
public_host_keys   = ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBPk%032[1]d"]
[builder.host-%[1]d.ssh]
connect_timeout = 5
`, i)
	}
	return []byte(b.String())
}

var builderSchema = schema("host_name port systems max_jobs speed_factor supported_features tags public_host_keys protocol enable", "ssh endpoint/name")

// schema makes a schema of attribute names and block types; a block type with
// a label is written type/label.
func schema(attrs, blocks string) *hcl.BodySchema {
	s := &hcl.BodySchema{}
	for _, name := range strings.Fields(attrs) {
		name, required := strings.CutSuffix(name, "!")
		s.Attributes = append(s.Attributes, hcl.AttributeSchema{Name: name, Required: required})
	}
	for _, name := range strings.Fields(blocks) {
		typ, label, _ := strings.Cut(name, "/")
		s.Blocks = append(s.Blocks, hcl.BlockHeaderSchema{Type: typ, LabelNames: strings.Fields(label)})
	}
	return s
}

// BenchmarkParse compares what one file costs with what it costs BurntSushi.
func BenchmarkParse(b *testing.B) {
	src := inventory(10_000)
	root, ssh := schema("version", "defaults builder/name"), schema("connect_timeout", "")
	bench := func(name string, once func()) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(src)))
			b.ReportAllocs()
			for b.Loop() {
				once()
			}
		})
	}
	bench("toml.Decode", func() {
		var tree map[string]any
		if _, err := toml.Decode(string(src), &tree); err != nil {
			b.Fatal(err)
		}
	})
	parse := func() hcl.Body {
		body, diags := tomlbody.Parse(src, "a.toml")
		if diags.HasErrors() {
			b.Fatal(diags)
		}
		return body
	}
	bench("Parse", func() { parse() })
	bench("Parse+Content", func() {
		content, _ := parse().Content(root)
		for _, bl := range content.Blocks.OfType("builder") {
			c, diags := bl.Body.Content(builderSchema)
			if diags.HasErrors() {
				b.Fatal(diags)
			}
			c.Blocks[0].Body.Content(ssh)
		}
	})
}
