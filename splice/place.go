package splice

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// place is a block in a file: where it stands and how it is written.
type place struct {
	source
	form form
	// open and close are the brackets of a block in braces. open of a table with
	// a header is the end of the header; of a table without one of its own, the
	// start of the header that implies it.
	open, close int
	header      string // of a table that has none
	prefix      string // of a dotted key, as it is written
	items       []item // what is written in it, in order
}

type form uint8

const (
	braces  form = iota // an HCL block
	headed              // [client.x]
	implied             // by [client.x.override.y]
	dotted              // client.x.platform = "linux"
	inlined             // x = { platform = "linux" }
)

// item is an attribute of a block.
type item struct {
	name       string
	key, value span
	elements   []span // of a list
	isList     bool   // a literal one
}

func (p *place) item(name string) *item {
	for i := range p.items {
		if p.items[i].name == name {
			return &p.items[i]
		}
	}
	return nil
}

// find looks for a block in all files.
func (e *Editor) find(block, label string) (*place, error) {
	if at := e.origin(block, label); ForEach(e.src, at) {
		return nil, refuse("%s %s is made by for_each at %s, where what differs comes from each.value", block, quote(label), diag.Place(at))
	}
	for _, f := range e.src.Files {
		if f.Syntax == schema.TOML {
			if p, err := findTOML(f, block, label); p != nil {
				return p, err
			}
		} else if p := findHCL(f, block, label); p != nil {
			return p, nil
		}
	}
	return nil, refuse("the inventory has no block %s %s", block, quote(label))
}

// origin is the block that an object comes from.
func (e *Editor) origin(block, label string) hcl.Range {
	switch c, b := e.plan.Client(label), e.plan.Builder(label); {
	case block == "client" && c != nil:
		return c.Origins.Block
	case block == "builder" && b != nil:
		return b.Origins.Block
	}
	return hcl.Range{}
}
