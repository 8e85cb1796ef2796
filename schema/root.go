package schema

import (
	"cmp"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
)

// Root is the top level of an inventory: the blocks of all its files, not yet
// decoded, since their values may depend on each other.
type Root struct {
	Known          Known
	Variables      []*RawBlock
	Locals         hcl.Attributes
	Defaults       *RawBlock
	ClientDefaults *RawBlock
	Profiles       []*RawBlock
	Jumps          []*RawBlock
	Builders       []*RawBlock
	Clients        []*RawBlock
	Requires       []*RawBlock
}

// RawBlock is a block that is not decoded yet.
type RawBlock struct {
	Label  Value[string] // "" for blocks without
	Body   hcl.Body
	At     hcl.Range // the header
	Syntax Syntax
}

// top is the table of the top level. Its blocks are only split here.
type top struct {
	Version                     Value[int]
	KnownSystems, KnownFeatures List
	root                        *Root
	file                        *File
}

// TopTable is the table of the top level.
var TopTable = newBlock(Block[top]{
	Name: "inventory",
	Attrs: []Attr[top]{
		{Row{Name: "version", Type: Int, In: InOther, Default: 1, Foreign: []string{"format_version", "schema_version"},
			Doc: "The version of the inventory language: 1."},
			func(t *top) field { return &t.Version }},
		{Row{Name: "known_systems", Type: Words, In: InOther, check: checkNewSystem, Foreign: []string{"extra_systems"},
			Doc: "More names of systems, beside those that Nixpkgs has."},
			func(t *top) field { return &t.KnownSystems }},
		{Row{Name: "known_features", Type: Words, In: InOther, check: checkNewFeature, Foreign: []string{"extra_features"},
			Doc: "Names of your own features, so that near misses of them are noticed and they are not taken for misspelled ones."},
			func(t *top) field { return &t.KnownFeatures }},
	},
	// Names may repeat here, because Split finds doubles across files.
	Blocks: []SubBlock[top]{
		{Name: "variable", Label: "name", In: InOther, Repeats: true, Doc: "A value that `--var NAME=VALUE` can set. HCL only.", decode: hclOnly("variable", func(r *Root) *[]*RawBlock { return &r.Variables })},
		{Name: "locals", In: InOther, Repeats: true, Doc: "Names for values: `local.NAME`. HCL only.", decode: decodeLocals},
		{Name: "defaults", In: InOther, Doc: "What every builder inherits. Any builder attribute or block but names, addresses and host keys.", decode: one(func(r *Root) **RawBlock { return &r.Defaults })},
		{Name: "client_defaults", In: InOther, Doc: "What every client inherits.", decode: one(func(r *Root) **RawBlock { return &r.ClientDefaults })},
		{Name: "profile", Label: "name", In: InOther, Repeats: true, Foreign: []string{"profiles", "template"}, Doc: "Attributes that builders take with `profiles`.", decode: many(func(r *Root) *[]*RawBlock { return &r.Profiles })},
		{Name: "jump", Label: "name", In: InOther, Repeats: true, Foreign: []string{"jumps", "bastion", "proxy"}, Doc: JumpTable.Doc, decode: many(func(r *Root) *[]*RawBlock { return &r.Jumps })},
		{Name: "builder", Label: "name", In: InOther, Repeats: true, Foreign: []string{"builders", "machine", "machines", "buildMachines", "buildMachine", "host", "hosts"}, Doc: BuilderTable.Doc, decode: many(func(r *Root) *[]*RawBlock { return &r.Builders })},
		{Name: "client", Label: "name", In: InOther, Repeats: true, Foreign: []string{"clients"}, Doc: ClientTable.Doc, decode: many(func(r *Root) *[]*RawBlock { return &r.Clients })},
		{Name: "require", Label: "name", In: InOther, Repeats: true, Foreign: []string{"requires", "requirement"}, Doc: RequireTable.Doc, decode: many(func(r *Root) *[]*RawBlock { return &r.Requires })},
	},
})

// Split takes the files apart into blocks. It reads version and the known
// names, and nothing else of what the blocks say.
func Split(src *Sources) (*Root, hcl.Diagnostics) {
	root := &Root{Locals: hcl.Attributes{}}
	d := &decoder{Decoder: &Decoder{Known: &root.Known, Sources: src}, place: InOther}
	var known top
	for _, f := range src.Files {
		t := top{root: root, file: f}
		block(d, TopTable, f.Body, &t)
		if t.Version.Set() && t.Version.V != 1 {
			d.add(diag.UnsupportedVersion, t.Version.At, "This program reads version 1 of the inventory language, not version %d.", t.Version.V)
		}
		known.KnownSystems.Items = append(known.KnownSystems.Items, t.KnownSystems.Items...)
		known.KnownFeatures.Items = append(known.KnownFeatures.Items, t.KnownFeatures.Items...)
	}
	root.Known = Known{Systems: known.KnownSystems.Strings(), Features: known.KnownFeatures.Strings()}
	root.refuseDoubles(d)
	return root, d.diags
}

func raw(t *top, hb *hcl.Block) *RawBlock {
	b := &RawBlock{Body: hb.Body, At: hb.DefRange, Syntax: t.file.Syntax}
	if len(hb.Labels) > 0 {
		b.Label = Value[string]{V: hb.Labels[0], At: hb.LabelRanges[0], State: Given}
	}
	return b
}

func many(list func(*Root) *[]*RawBlock) func(*decoder, *top, *hcl.Block) {
	return func(d *decoder, t *top, hb *hcl.Block) {
		b := raw(t, hb)
		check := checkLabel
		if hb.Type == "profile" || hb.Type == "require" {
			check = checkWord
		}
		if p := check(nil, b.Label.V); p != nil {
			d.problem(p, b.Label.At)
		}
		l := list(t.root)
		*l = append(*l, b)
	}
}

func one(slot func(*Root) **RawBlock) func(*decoder, *top, *hcl.Block) {
	return func(d *decoder, t *top, hb *hcl.Block) {
		s := slot(t.root)
		if *s != nil {
			d.add(diag.DuplicateBlock, hb.DefRange, "%s is already declared at %s. Merge the two.", hb.Type, diag.Place((*s).At))
			return
		}
		*s = raw(t, hb)
	}
}

func hclOnly(name string, list func(*Root) *[]*RawBlock) func(*decoder, *top, *hcl.Block) {
	return func(d *decoder, t *top, hb *hcl.Block) {
		if t.file.Syntax == TOML {
			d.add(diag.NotInThisSyntax, hb.TypeRange, "TOML has literal values only. Put the %s into a file in HCL, beside this one in the same folder.", name)
			return
		}
		l := list(t.root)
		*l = append(*l, raw(t, hb))
	}
}

func decodeLocals(d *decoder, t *top, hb *hcl.Block) {
	if t.file.Syntax == TOML {
		d.add(diag.NotInThisSyntax, hb.TypeRange, "TOML has literal values only. Put the locals into a file in HCL, beside this one in the same folder.")
		return
	}
	attrs, diags := hb.Body.JustAttributes()
	for _, dg := range diags {
		d.diags = append(d.diags, explain(d.Sources, localsTable, InOther, dg))
	}
	for name, a := range attrs {
		if old := t.root.Locals[name]; old != nil {
			d.add(diag.DuplicateBlock, a.NameRange, "The local %s is already declared at %s.", name, diag.Place(old.NameRange))
			continue
		}
		t.root.Locals[name] = a
	}
}

var localsTable = newBlock(Block[struct{}]{Name: "locals"})

// refuseDoubles reports labels that are declared twice. Builders and jumps
// share one namespace. Names that for_each makes are the compiler's business.
func (r *Root) refuseDoubles(d *decoder) {
	for _, space := range []struct {
		what   string
		blocks [][]*RawBlock
	}{
		{"variable", [][]*RawBlock{r.Variables}},
		{"profile", [][]*RawBlock{r.Profiles}},
		{"builder or jump", [][]*RawBlock{r.Jumps, r.Builders}},
		{"client", [][]*RawBlock{r.Clients}},
		{"require", [][]*RawBlock{r.Requires}},
	} {
		all := slices.Concat(space.blocks...)
		first := make(map[string]*RawBlock, len(all))
		for _, b := range all {
			if o := first[b.Label.V]; o != nil {
				d.add(diag.DuplicateName, b.Label.At, "A %s named %s is already declared at %s.", space.what, diag.Quote(b.Label.V), diag.Place(o.Label.At))
				continue
			}
			first[b.Label.V] = b
		}
	}
}

// Attribute returns an attribute that is for HCL only, such as for_each, or nil.
// In TOML it is reported when the block is decoded.
func (b *RawBlock) Attribute(name string) *hcl.Attribute {
	if body, ok := b.Body.(*hclsyntax.Body); ok {
		if a := body.Attributes[name]; a != nil {
			return a.AsHCLAttribute()
		}
	}
	return nil
}

// Builder decodes a builder, defaults or profile block.
func (dec *Decoder) Builder(b *RawBlock, place Place, ctx *hcl.EvalContext) (*Builder, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: place}
	out := &Builder{At: b.At, Label: b.Label}
	block(d, BuilderTable, b.Body, out)
	d.keyFiles(&out.PublicHostKeys, &out.PublicHostKeyFiles)
	return out, d.diags
}

// Jump decodes a jump block.
func (dec *Decoder) Jump(b *RawBlock, ctx *hcl.EvalContext) (*Jump, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: InOther}
	out := &Jump{At: b.At, Label: b.Label}
	block(d, JumpTable, b.Body, out)
	d.keyFiles(&out.PublicHostKeys, &out.PublicHostKeyFiles)
	return out, d.diags
}

// Client decodes a client or client_defaults block.
func (dec *Decoder) Client(b *RawBlock, place Place, ctx *hcl.EvalContext) (*Client, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: place}
	out := &Client{At: b.At, Label: b.Label}
	block(d, ClientTable, b.Body, out)
	d.keyFiles(&out.SSHPublicKeys, &out.SSHPublicKeyFiles)
	return out, d.diags
}

// Require decodes a require block.
func (dec *Decoder) Require(b *RawBlock, ctx *hcl.EvalContext) (*Require, hcl.Diagnostics) {
	d := &decoder{Decoder: dec, ctx: ctx, place: InOther}
	out := &Require{At: b.At, Label: b.Label}
	block(d, RequireTable, b.Body, out)
	RequireTable.required(d, out, b.At)
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
func (t *Block[B]) required(d *decoder, b *B, at hcl.Range) {
	for i := range t.Attrs {
		if _, state := t.Attrs[i].of(b).origin(); t.Attrs[i].Required && state != Given && state != Refused {
			d.add(diag.MissingAttribute, at, "%s needs %s.", article(t.Name), t.Attrs[i].Name)
		}
	}
}

// Object returns the builder as a value that expressions can refer to, after
// defaults and profiles.
func (b *Builder) Object(name string) cty.Value {
	vals := map[string]cty.Value{"name": cty.StringVal(name)}
	BuilderTable.object(b, vals)
	if b.HostName.V == "" {
		vals["host_name"] = cty.StringVal(name)
	}
	ssh := map[string]cty.Value{}
	sshTable.object(&b.SSH, ssh)
	vals["ssh"] = cty.ObjectVal(ssh)
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
	if p := checkLabel(nil, name); p != nil {
		return p.Detail
	}
	return ""
}

// References returns the traversals of all expressions in the block, in the
// order of writing: what its values depend on.
func (b *RawBlock) References() []hcl.Traversal {
	body, ok := b.Body.(*hclsyntax.Body)
	if !ok {
		return nil // TOML has literal values only
	}
	refs := bodyReferences(body, nil)
	slices.SortFunc(refs, func(a, b hcl.Traversal) int {
		return cmp.Compare(a.SourceRange().Start.Byte, b.SourceRange().Start.Byte)
	})
	return refs
}

func bodyReferences(body *hclsyntax.Body, refs []hcl.Traversal) []hcl.Traversal {
	for _, a := range body.Attributes {
		if !isLiteral(a.Expr) {
			refs = append(refs, a.Expr.Variables()...)
		}
	}
	for _, b := range body.Blocks {
		refs = bodyReferences(b.Body, refs)
	}
	return refs
}

// isLiteral is a quick way past most of a large inventory.
func isLiteral(e hclsyntax.Expression) bool {
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return true
	case *hclsyntax.TemplateExpr:
		return e.IsStringLiteral()
	case *hclsyntax.TupleConsExpr:
		for _, x := range e.Exprs {
			if !isLiteral(x) {
				return false
			}
		}
		return true
	}
	return false
}
