package schema

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// Builder decodes a builder, defaults or profile block.
func (dec *Decoder) Builder(b *RawBlock, place Place, ctx *hcl.EvalContext) (*Builder, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: place}
	out := &Builder{At: b.At, Label: b.Label}
	block(d, builderTable, b.Body, out)
	d.keyFiles(&out.PublicHostKeys, &out.PublicHostKeyFiles)
	return out, d.diags
}

// Jump decodes a jump block.
func (dec *Decoder) Jump(b *RawBlock, ctx *hcl.EvalContext) (*Jump, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: InOther}
	out := &Jump{At: b.At, Label: b.Label}
	block(d, jumpTable, b.Body, out)
	d.keyFiles(&out.PublicHostKeys, &out.PublicHostKeyFiles)
	return out, d.diags
}

// Client decodes a client or client_defaults block.
func (dec *Decoder) Client(b *RawBlock, place Place, ctx *hcl.EvalContext) (*Client, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: place}
	out := &Client{At: b.At, Label: b.Label}
	block(d, clientTable, b.Body, out)
	d.keyFiles(&out.SSHPublicKeys, &out.SSHPublicKeyFiles)
	return out, d.diags
}

// Require decodes a require block.
func (dec *Decoder) Require(b *RawBlock, ctx *hcl.EvalContext) (*Require, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: InOther}
	out := &Require{At: b.At, Label: b.Label}
	block(d, requireTable, b.Body, out)
	requireTable.required(d, out, b.At)
	return out, d.diags
}

// Required reports attributes that the merged builder must have and lacks.
func (b *Builder) Required() hcl.Diagnostics {
	d := &decoder{}
	if b.Systems.State != Refused && len(b.Systems.Items) == 0 {
		at := b.At
		if b.Systems.Set() {
			at = b.Systems.At
		}
		d.add(diag.MissingAttribute, at, "The builder has no systems. Without them Nix takes the client's own system, whatever the builder is.")
	}
	if b.Cache != nil {
		cacheTable.required(d, b.Cache, b.Cache.At)
	}
	for i := range b.Endpoints {
		endpointTable.required(d, &b.Endpoints[i], b.Endpoints[i].At)
	}
	return d.diags
}

// required reports the attributes of one block that must be there and are not.
func (t *table[B]) required(d *decoder, b *B, at hcl.Range) {
	for i := range t.Attrs {
		if _, state := t.Attrs[i].of(b).origin(); t.Attrs[i].Required && state != Given && state != Refused {
			d.add(diag.MissingAttribute, at, "%s needs %s.", article(t.Name), t.Attrs[i].Name)
		}
	}
}

// Object returns the builder as a value that expressions can refer to, after
// defaults and profiles. fromFile says whether its name came out of a file.
func (b *Builder) Object(name string, fromFile bool) cty.Value {
	vals := map[string]cty.Value{"name": marked(cty.StringVal(name), fromFile)}
	builderTable.object(b, vals)
	if b.HostName.V == "" && !b.URI.Set() {
		vals["host_name"] = vals["name"]
	}
	vals["ssh"] = blockObject(sshTable, &b.SSH)
	vals["remote"] = blockObject(remoteTable, b.Remote)
	vals["cache"] = blockObject(cacheTable, b.Cache)
	return cty.ObjectVal(vals)
}

// blockObject returns an inner block as a value, null where there is none.
func blockObject[B any](t *table[B], b *B) cty.Value {
	if b == nil {
		return cty.NullVal(cty.DynamicPseudoType)
	}
	vals := map[string]cty.Value{}
	t.object(b, vals)
	return cty.ObjectVal(vals)
}

// Text decodes the name attribute of an instance of for_each.
func (dec *Decoder) Text(a *hcl.Attribute, ctx *hcl.EvalContext) (Value[string], hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx}
	var v Value[string]
	v.decode(d, &Row{Name: a.Name, Type: Text, check: checkLabel}, a)
	return v, d.diags
}

// LabelProblem says why name cannot be the name of a builder or client, or "".
func LabelProblem(name string) string {
	if p := checkLabel.of(nil, name); p != nil {
		return p.Detail
	}
	return ""
}
