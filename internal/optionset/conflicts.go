package optionset

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
)

// Conflicts returns what the release would say of two modules that are imported
// together, and that pass Check alone.
func (r *Release) Conflicts(a, b map[string]any) []string { return r.meet("", a, b) }

func (r *Release) meet(path string, a, b map[string]any) []string {
	var faults []string
	for _, name := range common(a, b) {
		at := strings.TrimPrefix(path+"."+name, ".")
		if o := r.Options[at]; o != nil {
			faults = append(faults, o.meet(at, a[name], b[name])...)
			continue
		}
		below, _ := a[name].(map[string]any)
		other, _ := b[name].(map[string]any)
		faults = append(faults, r.meet(at, below, other)...)
	}
	return faults
}

// common returns the names that are in both, sorted.
func common(a, b map[string]any) []string {
	var out []string
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if _, ok := b[name]; ok {
			out = append(out, name)
		}
	}
	return out
}

func (o *Option) meet(path string, a, b any) []string {
	pa, a := definition(a)
	pb, b := definition(b)
	switch {
	case pa != pb, o.Merge == "concatenate", o.Merge == "lines":
		return nil
	case o.Merge == "by name" && strings.HasPrefix(o.Type, "attrsOf "):
		return o.eachMeets(path, a, b)
	case o.Merge == "by name":
		return o.fieldsMeet(path, a, b)
	case !reflect.DeepEqual(a, b):
		return []string{fmt.Sprintf("%s is both %v and %v", path, a, b)}
	}
	return nil
}

// definition returns the priority of a definition and its value. The lower
// priority wins; among equals, the values are merged (lib/modules.nix,
// defaultOverridePriority).
func definition(v any) (priority float64, content any) {
	attrs, _ := v.(map[string]any)
	switch attrs["_type"] {
	case "override":
		return attrs["priority"].(float64), attrs["content"]
	case "order":
		return 100, attrs["content"]
	}
	return 100, v
}

// eachMeets is for submodules by names.
func (o *Option) eachMeets(path string, a, b any) []string {
	these, those := a.(map[string]any), b.(map[string]any)
	var faults []string
	for _, name := range common(these, those) {
		faults = append(faults, o.fieldsMeet(path+"."+name, these[name], those[name])...)
	}
	return faults
}

// fieldsMeet is for one submodule. What is not among its fields is merged if it
// is a list on both sides.
func (o *Option) fieldsMeet(path string, a, b any) []string {
	these, those := a.(map[string]any), b.(map[string]any)
	var faults []string
	for _, name := range common(these, those) {
		field := o.Fields[name]
		if field == nil {
			field = &Option{Type: o.Freeform, Merge: "equal"}
			if isList(these[name]) && isList(those[name]) {
				field.Merge = "concatenate"
			}
		}
		faults = append(faults, field.meet(path+"."+name, these[name], those[name])...)
	}
	return faults
}

func isList(v any) bool { _, ok := v.([]any); return ok }
