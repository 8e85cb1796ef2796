// Package splice edits the file of an inventory as its author would: it puts
// bytes in at a known offset and leaves comments and layout as they are.
//
// No edit is believed. The new text is parsed and compiled, and the two plans
// are compared: they may differ in the wanted value of the wanted object alone.
// Everything else is a [Refusal], which says what to paste instead.
package splice

import (
	"slices"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
	"github.com/buildmachines/buildmachines/schema/pubkey"
)

// Editor edits one inventory. What it did is in memory until Write.
type Editor struct {
	src     *schema.Sources
	opts    compiler.Options
	plan    *plan.Plan
	objects objects // of the plan
	edits   []*Edit // at most one for each file, by the first change
}

// Open begins with an inventory that compiles. The caller closes src, after the
// last edit.
func Open(src *schema.Sources, opts compiler.Options) (*Editor, error) {
	p, diags := compiler.Compile(src, opts)
	if diags.HasErrors() {
		return nil, refuse("the inventory has errors: %s", firstError(diags))
	}
	return &Editor{src: src, opts: opts, plan: p, objects: objectsOf(p)}, nil
}

// Plan is the plan with every edit so far.
func (e *Editor) Plan() *plan.Plan { return e.plan }

// Edits are the changed files, in the order of their first change.
func (e *Editor) Edits() []*Edit { return e.edits }

// AddToList adds public keys, as lines of OpenSSH, to a list such as
// client.ssh_public_keys or builder.public_host_keys. Keys that the object has
// are left out; changed is false if that is all of them.
func (e *Editor) AddToList(block, label, attribute string, lines []string) (changed bool, err error) {
	var fresh, keys []string
	have := e.keysOf(block, label)
	for _, line := range lines {
		key, p := pubkey.ParseHost(line)
		if p != nil {
			return false, refuse("the key cannot be added: %s", p.Detail)
		}
		if !slices.Contains(have, key) && !slices.Contains(keys, key) {
			fresh, keys = append(fresh, line), append(keys, key)
		}
	}
	if len(fresh) == 0 {
		return false, nil
	}
	return true, e.apply(block, label, entry{name: attribute, kind: list, texts: fresh}, want{
		block: block, label: label, attribute: attribute,
		holds:   func(old, new []byte) bool { return addedTo(old, new, keys) },
		derived: []path{{block, label, "host_key_alias"}}, // is the key name, which is null without a pin
	})
}

// keysOf are the keys that the object has, from files too.
func (e *Editor) keysOf(block, label string) []string {
	switch block {
	case "client":
		if c := e.plan.Client(label); c != nil {
			return c.SSHPublicKeys
		}
	case "builder":
		if b := e.plan.Builder(label); b != nil {
			return b.PublicHostKeys
		}
	case "jump":
		for _, j := range e.plan.Jumps {
			if j.Name == label {
				return j.PublicHostKeys
			}
		}
	}
	return nil
}

// Set gives text attributes of a block their values, all or none. One that has
// another value already is refused.
func (e *Editor) Set(block, label string, texts []Text) error {
	next := e.copy()
	for _, t := range texts {
		if err := next.set(block, label, t); err != nil {
			return err
		}
	}
	*e = *next
	return nil
}

func (e *Editor) set(block, label string, t Text) error {
	switch e.value(block, label, t.Name) {
	case "null":
	case jsonText(t.Value):
		return nil
	default:
		return refuse("%s %s has another %s already", block, quote(label), t.Name)
	}
	return e.apply(block, label, entry{name: t.Name, kind: text, texts: []string{t.Value}}, want{
		block: block, label: label, attribute: t.Name,
		holds: func(_, new []byte) bool { return string(new) == jsonText(t.Value) },
		// What the client signs with is trusted by the builders that it uses.
		derived: []path{{"builder", anyName, "remote.trusted_public_keys"}},
	})
}

// AddBlock adds a block of texts, such as cache, to a block that has none.
func (e *Editor) AddBlock(block, label, name string, texts []Text) error {
	if e.value(block, label, name) != "null" {
		return refuse("%s %s has a %s block already", block, quote(label), name)
	}
	inner := make([]entry, len(texts))
	for i, t := range texts {
		inner[i] = entry{name: t.Name, kind: text, texts: []string{t.Value}}
	}
	return e.apply(block, label, entry{name: name, kind: nested, inner: inner}, want{
		block: block, label: label, attribute: name,
		holds: func(_, new []byte) bool { return hasTexts(new, texts) },
	})
}

// Text is an attribute with its value.
type Text struct{ Name, Value string }

// apply makes one edit and believes it when the plan is as wanted.
func (e *Editor) apply(block, label string, add entry, w want) error {
	if !e.src.OnDisk() {
		return refuse("the inventory was read from standard input, so there is no file to edit")
	}
	place, err := e.find(block, label)
	if err != nil {
		return err
	}
	changes, err := place.add(add)
	if err != nil {
		return err
	}
	now := replace(place.text, changes)
	src, diags, err := e.src.With(place.file, now)
	if err != nil {
		return refuse("the edit does not work out here: %s", err)
	}
	if diags.HasErrors() {
		return refuse("the edit does not work out here: %s", firstError(diags))
	}
	p, diags := compiler.Compile(src, e.opts)
	if diags.HasErrors() {
		return refuse("with it the inventory has an error: %s", firstError(diags))
	}
	after := objectsOf(p)
	if err := w.compare(e.objects, after); err != nil {
		return err
	}
	e.record(place, now)
	e.src, e.plan, e.objects = src, p, after
	return nil
}
