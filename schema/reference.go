package schema

import "slices"

// BlockDoc is all that the reference page says about one type of block.
type BlockDoc struct {
	Name    string // "" is the top level
	Label   string // what the label names; "" for blocks without
	Within  []string
	Doc     string
	Foreign []string // spellings of other programs
	Attrs   []Row    // none for defaults, profile and override, which hold a builder's
}

// Reference returns every type of block, each before those that stand in it.
func Reference() []BlockDoc {
	out := []BlockDoc{{Attrs: rowsOf(topTable)}}
	for _, b := range subBlockDocs(topTable) {
		out = append(out, b)
		switch b.Name {
		case "builder":
			out = append(out, subBlockDocs(builderTable)...)
		case "client":
			out = append(out, subBlockDocs(clientTable)...)
		}
	}
	attrs := map[string][]Row{
		"jump": rowsOf(jumpTable), "client": rowsOf(clientTable), "require": rowsOf(requireTable),
		"builder": rowsOf(builderTable), "endpoint": rowsOf(endpointTable), "ssh": rowsOf(sshTable),
		"remote": rowsOf(remoteTable), "cache": rowsOf(cacheTable),
	}
	for i := range out[1:] {
		out[i+1].Attrs = attrs[out[i+1].Name]
	}
	return out
}

func subBlockDocs[B any](t *table[B]) []BlockDoc {
	var out []BlockDoc
	for _, b := range t.Blocks {
		out = append(out, BlockDoc{Name: b.Name, Label: b.Label, Within: b.In.Blocks(), Doc: b.Doc, Foreign: b.Foreign})
	}
	return out
}

func rowsOf[B any](t *table[B]) []Row {
	out := make([]Row, len(t.Attrs))
	for i := range t.Attrs {
		out[i] = t.Attrs[i].Row
	}
	return out
}

// Blocks returns the names of the blocks in p that share a table.
func (p Place) Blocks() []string {
	var out []string
	for _, n := range placeNames {
		if p&n.place != 0 {
			out = append(out, n.name)
		}
	}
	return slices.Clip(out)
}
