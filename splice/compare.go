package splice

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// want is how the plan may change: one attribute of one object, and what follows
// from it.
type want struct {
	block, label, attribute string
	holds                   func(old, new []byte) bool
	derived                 []path
}

// path is an attribute of an object of the plan, or one within it:
// "remote.trusted_public_keys".
type path struct{ block, label, attribute string }

// anyName is the label of a path that is about every object of its kind.
const anyName = "*"

// object is an object of the plan in its JSON form, by attribute.
type object = map[string]json.RawMessage

// objects is a plan by blocks and labels.
type objects map[string]map[string]object

// objectsOf takes the plan's own JSON form apart: what readers see of it is what
// has to stay.
func objectsOf(p *plan.Plan) objects {
	var b bytes.Buffer
	var form struct{ Builders, Clients, Jumps map[string]object }
	if err := plan.Encode(&b, p); err != nil {
		panic("internal error: " + err.Error())
	}
	if err := json.Unmarshal(b.Bytes(), &form); err != nil {
		panic("internal error: " + err.Error())
	}
	return objects{"builder": form.Builders, "client": form.Clients, "jump": form.Jumps}
}

// compare refuses a new plan that is not the old one with the wanted value.
func (w *want) compare(before, after objects) error {
	if !w.holds(before[w.block][w.label][w.attribute], after[w.block][w.label][w.attribute]) {
		return refuse("the edit does not work out here: %s of %s %s would not be as wanted", w.attribute, w.block, quote(w.label))
	}
	for _, p := range differences(before, after) {
		if !w.allows(p) {
			return refuse("the edit does not work out here: it would also change %s of %s %s", p.attribute, p.block, quote(p.label))
		}
	}
	return nil
}

func (w *want) allows(p path) bool {
	if p == (path{w.block, w.label, w.attribute}) {
		return true
	}
	return slices.ContainsFunc(w.derived, func(d path) bool {
		return d.block == p.block && d.attribute == p.attribute && (d.label == p.label || d.label == anyName)
	})
}

// differences returns what is not the same in both plans. An object that only
// one of them has differs in everything.
func differences(old, new objects) []path {
	var out []path
	for _, block := range sortedKeys(old, new) {
		for _, label := range sortedKeys(old[block], new[block]) {
			for _, attribute := range changed(old[block][label], new[block][label]) {
				out = append(out, path{block, label, attribute})
			}
		}
	}
	return out
}

// changed returns the attributes that differ; of an object within, such as
// remote, those of its own.
func changed(old, new object) []string {
	var out []string
	for _, name := range sortedKeys(old, new) {
		a, b := old[name], new[name]
		if bytes.Equal(a, b) {
			continue
		}
		var inA, inB object
		if json.Unmarshal(a, &inA) == nil && json.Unmarshal(b, &inB) == nil && inA != nil && inB != nil {
			for _, inner := range changed(inA, inB) {
				out = append(out, name+"."+inner)
			}
			continue
		}
		out = append(out, name)
	}
	return out
}

func sortedKeys[V any](a, b map[string]V) []string {
	all := maps.Clone(a)
	if all == nil {
		all = map[string]V{}
	}
	maps.Copy(all, b)
	return slices.Sorted(maps.Keys(all))
}

// addedTo reports whether new is old with keys among its elements, in order.
func addedTo(old, new []byte, keys []string) bool {
	var before, after []string
	if json.Unmarshal(old, &before) != nil || json.Unmarshal(new, &after) != nil || len(after) != len(before)+len(keys) {
		return false
	}
	var added []string
	rest := slices.DeleteFunc(after, func(k string) bool {
		fresh := slices.Contains(keys, k)
		if fresh {
			added = append(added, k)
		}
		return fresh
	})
	return slices.Equal(rest, before) && slices.Equal(added, keys)
}

// hasTexts reports whether the object has all texts as its attributes.
func hasTexts(raw []byte, texts []Text) bool {
	var o object
	if json.Unmarshal(raw, &o) != nil {
		return false
	}
	for _, t := range texts {
		if string(o[t.Name]) != jsonText(t.Value) {
			return false
		}
	}
	return true
}

// jsonText is the JSON form of a text as the plan has it.
func jsonText(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic("internal error: " + err.Error())
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

// value is an attribute of an object in its JSON form, "null" where it is unset
// and "" where there is no such object.
func (e *Editor) value(block, label, attribute string) string {
	return string(e.objects[block][label][attribute])
}
