package schema

import (
	"slices"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// Split takes the files apart into blocks. It reads version and the known
// names, and nothing else of what the blocks say.
func Split(src *Sources) (*Root, hcl.Diagnostics) {
	root := &Root{Locals: hcl.Attributes{}}
	d := &decoder{Decoder: &Decoder{Known: &root.Known, Sources: src}, place: InOther}
	var known top
	for _, f := range src.Files {
		t := top{root: root, file: f}
		block(d, topTable, f.Body, &t)
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

// many collects the blocks of one type.
func many(list func(*Root) *[]*RawBlock) func(*decoder, *top, *hcl.Block) {
	return func(_ *decoder, t *top, hb *hcl.Block) {
		l := list(t.root)
		*l = append(*l, raw(t, hb))
	}
}

// one keeps the block of a type that an inventory has once, in all its files.
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

func decodeLocals(d *decoder, t *top, hb *hcl.Block) {
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

var localsTable = newTable(table[struct{}]{Name: "locals"})

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
