package plan

import (
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// Origins says where in the inventory the values of one object were written.
// It exists in memory only.
type Origins struct {
	Block hcl.Range // the header of the block
	// Places calls add with the path and place of everything that was written,
	// a part after the whole. A path is an attribute of the inventory language,
	// with [Item] or [Key] for a part of it: "ssh.proxy_command", "systems[1]",
	// "uri_params.compress". It may be nil. It is a function because a large
	// plan has many values, and few of them are ever asked for.
	Places func(add func(path string, at hcl.Range))
}

// At returns where the value at path was written, else where the whole that it
// is a part of was, else the block.
func (o *Origins) At(path string) hcl.Range {
	best, at := "", o.Block
	o.each(func(p string, r hcl.Range) {
		if len(p) >= len(best) && partOf(path, p) {
			best, at = p, r
		}
	})
	return at
}

// partOf reports whether path is whole or a part of it.
func partOf(path, whole string) bool {
	rest, ok := strings.CutPrefix(path, whole)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// Paths returns every path that has a place.
func (o *Origins) Paths() []string {
	var out []string
	o.each(func(p string, _ hcl.Range) { out = append(out, p) })
	return out
}

func (o *Origins) each(add func(path string, at hcl.Range)) {
	if o.Places != nil {
		o.Places(add)
	}
}

// Item returns the path of element i of the list at path.
func Item(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

// Key returns the path of entry key of the map at path.
func Key(path, key string) string { return path + "." + key }
