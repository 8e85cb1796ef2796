// Package jsonschema prints the tables of the inventory language as a JSON
// Schema, from which editors know what a TOML inventory may say. It accepts
// every inventory that compiles; what it cannot express, such as references
// between blocks, the compiler reports.
//
// It is of draft 7, the newest that taplo reads: taplo builds the jsonschema
// crate without its features for the later drafts. There, a $ref stands alone:
// what is beside it does not count.
package jsonschema

import (
	"encoding/json"
	"io"

	"github.com/buildmachines/buildmachines/schema"
)

// node is a schema, with the keywords that ours uses.
type node struct {
	Schema      string           `json:"$schema,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Ref         string           `json:"$ref,omitempty"`
	Type        any              `json:"type,omitempty"` // a name, or several
	Enum        []string         `json:"enum,omitempty"`
	Pattern     string           `json:"pattern,omitempty"`
	MinLength   int              `json:"minLength,omitempty"`
	Minimum     *float64         `json:"minimum,omitempty"`
	Maximum     *float64         `json:"maximum,omitempty"`
	AnyOf       []*node          `json:"anyOf,omitempty"`
	Items       *node            `json:"items,omitempty"`
	Unique      bool             `json:"uniqueItems,omitempty"`
	Names       *node            `json:"propertyNames,omitempty"`
	Properties  map[string]*node `json:"properties,omitempty"`
	Required    []string         `json:"required,omitempty"`
	Others      any              `json:"additionalProperties,omitempty"` // a node or false
	Default     any              `json:"default,omitempty"`
	Definitions map[string]*node `json:"definitions,omitempty"`
}

// Write prints the schema of a TOML inventory, indented.
func Write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(inventory(schema.Reference()))
}

// inventory is the schema of the top level, with one definition for each type
// of block.
func inventory(blocks []schema.BlockDoc) *node {
	t := tables{blocks: blocks}
	root := t.block("")
	root.Schema = "http://json-schema.org/draft-07/schema#"
	root.Title = "Inventory of buildmachines"
	root.Description = "Nix remote builders and the machines that use them, in TOML."
	root.Definitions = map[string]*node{}
	for _, b := range blocks {
		if b.Name != "" && !b.HCLOnly {
			root.Definitions[b.Name] = t.block(b.Name)
		}
	}
	return root
}
