package schema

import (
	"github.com/hashicorp/hcl/v2"
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

// top is the table of the top level. Its blocks are only split here.
type top struct {
	Version                     Value[int]
	KnownSystems, KnownFeatures List
	root                        *Root
	file                        *File
}

// topTable is the table of the top level.
var topTable = newTable(table[top]{
	Name: "inventory",
	Attrs: []attr[top]{
		{Row{Name: "version", Type: Int, In: InOther, Default: 1, Foreign: []string{"format_version", "schema_version"},
			Doc: "The version of the inventory language: 1."},
			func(t *top) field { return &t.Version }},
		{Row{Name: "known_systems", Type: Words, In: InOther, check: checkNewSystem, Foreign: []string{"extra_systems"},
			Doc: "Names of systems that Nixpkgs does not have."},
			func(t *top) field { return &t.KnownSystems }},
		{Row{Name: "known_features", Type: Words, In: InOther, check: checkNewFeature, Foreign: []string{"extra_features"},
			Doc: "Names of your own features. buildmachines then does not report them as misspelled, and notices when you misspell them."},
			func(t *top) field { return &t.KnownFeatures }},
	},
	// Names may repeat here, because Split finds doubles across files.
	Blocks: []subBlock[top]{
		{Name: "variable", Label: "name", In: InOther, Repeats: true, Doc: "A value that `--var NAME=VALUE` can set. HCL only.", HCLOnly: true, decode: many(func(r *Root) *[]*RawBlock { return &r.Variables })},
		{Name: "locals", In: InOther, Repeats: true, Doc: "Named values, `local.NAME`. HCL only.", HCLOnly: true, decode: decodeLocals},
		{Name: "defaults", In: InOther, Doc: "Values that every builder inherits: any attribute or block of a builder except names, addresses and host keys.", decode: one(func(r *Root) **RawBlock { return &r.Defaults })},
		{Name: "client_defaults", In: InOther, Doc: "Values that every client inherits.", decode: one(func(r *Root) **RawBlock { return &r.ClientDefaults })},
		{Name: "profile", Label: "name", In: InOther, Repeats: true, Foreign: []string{"profiles", "template"}, Doc: "A set of attributes that builders include with `profiles`.", name: checkWord, decode: many(func(r *Root) *[]*RawBlock { return &r.Profiles })},
		{Name: "jump", Label: "name", In: InOther, Repeats: true, Foreign: []string{"jumps", "bastion", "proxy"}, Doc: jumpTable.Doc, name: checkLabel, decode: many(func(r *Root) *[]*RawBlock { return &r.Jumps })},
		{Name: "builder", Label: "name", In: InOther, Repeats: true, Foreign: []string{"builders", "machine", "machines", "buildMachines", "buildMachine", "host", "hosts"}, Doc: builderTable.Doc, name: checkLabel, decode: many(func(r *Root) *[]*RawBlock { return &r.Builders })},
		{Name: "client", Label: "name", In: InOther, Repeats: true, Foreign: []string{"clients"}, Doc: clientTable.Doc, name: checkLabel, decode: many(func(r *Root) *[]*RawBlock { return &r.Clients })},
		{Name: "require", Label: "name", In: InOther, Repeats: true, Foreign: []string{"requires", "requirement"}, Doc: requireTable.Doc, name: checkWord, decode: many(func(r *Root) *[]*RawBlock { return &r.Requires })},
	},
})
