package schema

import (
	"slices"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// maxKeyFile is far more than any file of public keys has, in bytes.
const maxKeyFile = 1 << 20

// keyFiles adds the keys of the files to keys, each once. Their place is that of
// the file's name in the inventory.
func (d *decoder) keyFiles(keys, files *List) {
	for _, f := range files.Items {
		for _, k := range d.keyFile(f) {
			if keys.State != Given {
				keys.State, keys.At = Given, files.At
			}
			if !slices.ContainsFunc(keys.Items, func(i Item) bool { return i.V == k }) {
				keys.Items = append(keys.Items, Item{V: k, At: f.At, State: Given})
			}
		}
	}
}

func (d *decoder) keyFile(f Item) []string {
	src, err := d.Sources.ReadFile(f.V)
	if b := d.Sources.Budget(); !b.Spend(len(src)) {
		d.diags = append(d.diags, b.Refuse(f.At)...)
		return nil
	}
	if err == nil && len(src) > maxKeyFile {
		d.add(diag.UnreadableFile, f.At, "%s is larger than a file of public keys can be.", diag.Quote(f.V))
		return nil
	}
	if err != nil {
		d.add(diag.UnreadableFile, f.At, "The file %s cannot be read: %s.", diag.Quote(f.V), err)
		return nil
	}
	keys, p := pubkey.ParseFile(src)
	if p != nil {
		d.add(p.Code, f.At, "%s: %s", diag.Quote(f.V), p.Detail)
		return nil
	}
	return keys
}
