package goldentest_test

import (
	"fmt"
	"maps"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema"
)

// builtIn are the values that nobody wrote, by path. A function computes one
// that depends on the rest.
var builtIn = map[string]any{
	"enable": true, "port": 22, "protocol": "ssh-ng", "max_jobs": 1, "speed_factor": 1.0,
	"ssh.connect_timeout": 10, "ssh.server_alive_interval": 15,
	"cache.substituter": "yes", "endpoints[].when": plan.Reachable,
	"remote.platform": "linux", "remote.install": "multi-user", "remote.wrapper": true, "remote.trusted": true,
	"remote.wrapper_path": "/etc/buildmachines/nix-ssh-wrapper", "remote.cores": -1,
}

// clientBuiltIn are those of clients.
var clientBuiltIn = map[string]any{
	"platform": "linux", "machines_format": "legacy", "dir": "/etc/buildmachines", "users": []string{"root"},
	"max_jobs": -1, "builders_use_substitutes": true,
}

// computed are values that follow from others where they are not written.
var computed = []string{"host_name", "host_names", "host_key_alias", "emulated_speed_factor", "endpoints[].port", "remote.home", "remote.nix_path", "remote.max_startups"}

// notOfJumps are values of a host that a jump block cannot set.
var notOfJumps = []string{
	"jump ssh.connect_timeout", "jump ssh.server_alive_interval", "jump ssh.identity_agent", "jump ssh.options", "jump ssh.proxy_command",
}

// Every value that is not built in knows where it was written, so that a check
// on an output can point at the input. And every field is written in some case,
// so that a new one cannot be forgotten.
func TestEveryWrittenValueHasAnOrigin(t *testing.T) {
	seen, written := map[string]bool{}, map[string]bool{}
	for _, name := range caseNames(t) {
		for kind, objects := range objectsOf(compile(t, inventories(t, name)[0]).plan) {
			for _, o := range objects {
				for path, value := range leaves(o.value) {
					seen[kind+" "+anyIndex(path)] = true
					if slices.Contains(o.origins.Paths(), path) {
						written[kind+" "+anyIndex(path)] = true
					} else if !unwritten(o, anyIndex(path), value) {
						t.Errorf("%s: %s of %s %s is %v and has no origin", name, path, kind, o.name, value)
					}
				}
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(seen)) {
		if !written[path] && !slices.Contains(notOfJumps, path) && !writtenAlone(t, path) {
			t.Errorf("no case writes the value of a %s, and none can be made", path)
		}
	}
}

// writtenAlone reports whether a value that no case writes has an origin in an
// inventory that writes nothing else. path is as in "builder ssh.proxy_command".
func writtenAlone(t *testing.T, path string) bool {
	t.Helper()
	kind, attr, _ := strings.Cut(path, " ")
	block, name, nested := strings.Cut(attr, ".")
	if !nested {
		block, name = kind, attr
	}
	for _, d := range schema.Reference() {
		for i := range d.Attrs {
			if d.Name != block || d.Attrs[i].Name != name {
				continue
			}
			body := name + " = " + sample(&d.Attrs[i])
			if nested {
				body = block + " {\n" + body + "\n}"
			}
			for _, o := range objectsOf(compileText(t, lone[kind]+body+"\n}\n").plan)[kind] {
				if slices.Contains(o.origins.Paths(), attr) {
					return true
				}
			}
		}
	}
	return false
}

var lone = map[string]string{
	"builder": "builder \"x\" {\nsystems = [\"x86_64-linux\"]\n",
	"client":  "builder \"x\" {\nsystems = [\"x86_64-linux\"]\n}\nclient \"y\" {\n",
	"jump":    "jump \"x\" {\n",
}

// sample is a value that the attribute takes, in HCL.
func sample(r *schema.Row) string {
	_, words := r.Texts()
	switch word := strconv.Quote(append(words, "x")[0]); r.Type {
	case schema.Bool:
		return "true"
	case schema.Int, schema.Number:
		return strconv.FormatFloat(max(r.Min, 1), 'g', -1, 64)
	case schema.Words:
		return "[" + word + "]"
	case schema.Table:
		return "{ x = " + word + " }"
	default:
		return word
	}
}

// An object is a part of the plan that has origins.
type object struct {
	name    string
	value   reflect.Value
	origins *plan.Origins
	builtIn map[string]any
}

func objectsOf(p *plan.Plan) map[string][]object {
	out := map[string][]object{}
	builder := func(b *plan.Builder) {
		out["builder"] = append(out["builder"], object{b.Name, reflect.ValueOf(*b), &b.Origins, builtIn})
	}
	for _, b := range p.Builders {
		builder(b)
	}
	for _, j := range p.Jumps {
		out["jump"] = append(out["jump"], object{j.Name, reflect.ValueOf(*j), &j.Origins, builtIn})
	}
	for _, c := range p.Clients {
		out["client"] = append(out["client"], object{c.Name, reflect.ValueOf(*c), &c.Origins, clientBuiltIn})
		for _, b := range slices.Concat(c.Builders, c.Disabled) { // with overrides
			builder(b)
		}
	}
	return out
}

// unwritten reports whether value can be there without anybody writing it.
func unwritten(o object, path string, value reflect.Value) bool {
	if slices.Contains(computed, path) {
		return true
	}
	if def, ok := o.builtIn[path]; ok && reflect.DeepEqual(def, value.Interface()) {
		return true
	}
	// A list that was not written may be nil or empty.
	return value.IsZero() || (value.Kind() == reflect.Slice || value.Kind() == reflect.Map) && value.Len() == 0
}

// notWritten are fields that the compiler computes.
var notWritten = []string{"Name", "Origins", "Clients", "Builders", "Disabled", "Hops", "Capabilities", "Endpoints[].Name",
	"Commands", "SystemFeatures", "ExtraPlatforms", "Logins", "TrustedPublicKeys"}

// leaves returns every value of an object by its path in the inventory
// language.
func leaves(v reflect.Value) map[string]reflect.Value {
	out := map[string]reflect.Value{}
	var walk func(path string, v reflect.Value)
	walk = func(path string, v reflect.Value) {
		switch {
		case v.Kind() == reflect.Pointer:
			if !v.IsNil() {
				walk(path, v.Elem())
			}
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				switch {
				case f.Anonymous:
					walk(path, v.Field(i))
				case !slices.Contains(notWritten, strings.TrimPrefix(fieldOf(path)+f.Name, ".")):
					walk(strings.TrimPrefix(path+"."+inventoryName(f.Name), "."), v.Field(i))
				}
			}
		case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
			for i := range v.Len() {
				walk(fmt.Sprintf("%s[%d]", path, i), v.Index(i))
			}
		default:
			out[path] = v
		}
	}
	walk("", v)
	if protocol, ok := out["protocol"]; ok && protocol.String() != "" {
		delete(out, "uri") // made from the name
	} else if ok {
		delete(out, "port") // an ssh block may be inherited, and says nothing
		for path := range out {
			if strings.HasPrefix(path, "ssh.") {
				delete(out, path)
			}
		}
	}
	return out
}

// fieldOf is how notWritten names the struct at path.
func fieldOf(path string) string {
	if strings.HasPrefix(path, "endpoints[") {
		return "Endpoints[]."
	}
	return ""
}

var (
	words = regexp.MustCompile(`([a-z0-9])([A-Z])|([A-Z])([A-Z][a-z])`)
	index = regexp.MustCompile(`\[\d+\]`)
)

func inventoryName(field string) string {
	if field == "KeyName" {
		return "host_key_alias"
	}
	return strings.ToLower(words.ReplaceAllString(field, "${1}${3}_${2}${4}"))
}

func anyIndex(path string) string { return index.ReplaceAllString(path, "[]") }

// The text at an origin is the value itself, or the name of the file that it
// comes from.
func TestOriginsPointAtTheValue(t *testing.T) {
	c := compile(t, filepath.Join("every-attribute-at-once", "inventory.hcl"))
	for _, objects := range objectsOf(c.plan) {
		for _, o := range objects {
			for path, value := range leaves(o.value) {
				if !slices.Contains(o.origins.Paths(), path) {
					continue
				}
				text := textAt(c, o.origins.At(path))
				for _, want := range textsOf(value) {
					if !strings.Contains(text, want) {
						t.Errorf("%s of %s is %q, but its origin is %q", path, o.name, want, text)
					}
				}
			}
		}
	}
}

func textAt(c *compiled, at hcl.Range) string {
	return string(c.sources.Bytes(at.Filename)[at.Start.Byte:at.End.Byte])
}

func textsOf(v reflect.Value) []string {
	switch items := v.Interface().(type) {
	case []string:
		return items[:min(1, len(items))] // the first is of the list itself, later ones may be of files
	case map[string]string:
		return slices.Sorted(maps.Values(items))
	}
	return []string{fmt.Sprint(v.Interface())}
}
