package optionset

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Check returns what the release would say against a module, which is the JSON
// of its attribute set: options that it does not have, and values of another
// type. JSON has one kind of number, so a float is an object,
// {"_type": "float", "value": 1.5}, as [Tagged] writes it.
func (r *Release) Check(module any) []string { return r.walk("", module) }

// Tagged is a function in Nix that prepares an attribute set for Check.
const Tagged = `let
  tagged = v:
    if builtins.isFloat v then { _type = "float"; value = v; }
    else if builtins.isList v then map tagged v
    else if builtins.isAttrs v then builtins.mapAttrs (_: tagged) v
    else v;
in tagged`

func (r *Release) walk(path string, v any) []string {
	attrs, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is no option, nor are there options below it", path)}
	}
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		at := strings.TrimPrefix(path+"."+name, ".")
		switch o := r.Options[at]; {
		case o != nil:
			faults = append(faults, o.check(at, attrs[name])...)
		case r.hasBelow(at):
			faults = append(faults, r.walk(at, attrs[name])...)
		default:
			faults = append(faults, fmt.Sprintf("%s is no option of %v", at, r))
		}
	}
	return faults
}

func (r *Release) hasBelow(path string) bool {
	for name := range r.Options {
		if strings.HasPrefix(name, path+".") {
			return true
		}
	}
	return false
}

// check checks a definition: a value, or a value and its place among others, or
// one that gives way to others.
func (o *Option) check(path string, v any) []string {
	attrs, _ := v.(map[string]any)
	kind := attrs["_type"]
	if kind == nil || kind == "float" {
		return o.fault(path, strings.Fields(o.Type), v)
	}
	if kind != "order" && kind != "override" {
		return []string{fmt.Sprintf("%s has the _type %v", path, kind)}
	}
	if !isInt(attrs["priority"]) || len(attrs) != 3 {
		return []string{fmt.Sprintf("%s is not what lib makes for the _type %v", path, kind)}
	}
	if kind == "order" && o.Merge != "concatenate" && o.Merge != "lines" {
		return []string{path + " has an order, but several definitions have none there"}
	}
	return o.fault(path, strings.Fields(o.Type), attrs["content"])
}

// fault returns why v is not of a type.
func (o *Option) fault(path string, words []string, v any) []string {
	switch word, rest := words[0], words[1:]; word {
	case "nullOr":
		if v == nil {
			return nil
		}
		return o.fault(path, rest, v)
	case "passwdEntry": // a field of /etc/passwd
		if text, _ := v.(string); strings.ContainsAny(text, ":\n") {
			return []string{fmt.Sprintf("%s is %v, which /etc/passwd cannot hold", path, v)}
		}
		return o.fault(path, rest, v)
	case "either": // of two types of one word each
		if o.fault(path, rest[:1], v) == nil {
			return nil
		}
		return o.fault(path, rest[1:], v)
	case "listOf":
		return o.items(path, rest, v)
	case "attrsOf":
		return o.named(path, rest, v)
	case "submodule":
		return o.submodule(path, v)
	case "enum":
		if slices.Contains(o.Values, v) {
			return nil
		}
		return []string{fmt.Sprintf("%s is %v, not one of %v", path, v, o.Values)}
	default:
		is := simple[word]
		if is == nil {
			return []string{fmt.Sprintf("%s has a type that is not known: %s", path, word)}
		}
		if !is(v) {
			return []string{fmt.Sprintf("%s is %v, not of the type %s", path, v, word)}
		}
		return nil
	}
}

func (o *Option) items(path string, words []string, v any) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %v, not a list", path, v)}
	}
	var faults []string
	for i, item := range list {
		faults = append(faults, o.fault(fmt.Sprintf("%s[%d]", path, i), words, item)...)
	}
	return faults
}

func (o *Option) named(path string, words []string, v any) []string {
	attrs, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %v, not an attribute set", path, v)}
	}
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		faults = append(faults, o.fault(path+"."+name, words, attrs[name])...)
	}
	return faults
}

func (o *Option) submodule(path string, v any) []string {
	attrs, ok := v.(map[string]any)
	if !ok {
		return []string{fmt.Sprintf("%s is %v, not an attribute set", path, v)}
	}
	var faults []string
	for _, name := range slices.Sorted(maps.Keys(attrs)) {
		field := o.Fields[name]
		if field == nil && o.Freeform != "" {
			field = &Option{Type: o.Freeform, Merge: "equal"}
		}
		if field == nil {
			faults = append(faults, fmt.Sprintf("%s.%s is no option", path, name))
			continue
		}
		faults = append(faults, field.check(path+"."+name, attrs[name])...)
	}
	for _, name := range slices.Sorted(maps.Keys(o.Fields)) {
		if attrs[name] == nil && o.Fields[name].Default == nil {
			faults = append(faults, fmt.Sprintf("%s.%s is required", path, name))
		}
	}
	return faults
}

// simple are the types without parts.
var simple = map[string]func(v any) bool{
	"bool":     func(v any) bool { _, ok := v.(bool); return ok },
	"int":      isInt,
	"u32":      func(v any) bool { n, ok := v.(float64); return ok && n >= 0 && n <= math.MaxUint32 && isInt(v) },
	"positive": func(v any) bool { n, ok := number(v); return ok && n > 0 }, // or a float
	"str":      isString,
	"lines":    isString,
	"line":     func(v any) bool { s, ok := v.(string); return ok && !strings.ContainsAny(s, "\n\r") },
	"path":     func(v any) bool { s, ok := v.(string); return ok && strings.HasPrefix(s, "/") },
	"setting":  isSetting,
	"atom":     isAtom,
}

func isString(v any) bool { _, ok := v.(string); return ok }

func isInt(v any) bool { n, ok := v.(float64); return ok && n == math.Trunc(n) }

func number(v any) (float64, bool) {
	if attrs, ok := v.(map[string]any); ok && attrs["_type"] == "float" {
		v = attrs["value"]
	}
	n, ok := v.(float64)
	return n, ok
}

// isSetting reports whether v can be a line of nix.conf: an atom, or a list of
// atoms.
func isSetting(v any) bool {
	if list, ok := v.([]any); ok {
		return !slices.ContainsFunc(list, func(item any) bool { return !isAtom(item) })
	}
	return isAtom(v)
}

func isAtom(v any) bool {
	_, isNumber := number(v)
	_, isBool := v.(bool)
	return v == nil || isNumber || isBool || isString(v)
}
