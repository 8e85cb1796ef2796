// Package optionset knows the options of module systems that our modules set:
// what they are called in which release, and what they take. The records in
// testdata/options were read from the definitions of each release; a module is
// checked against them where the definitions themselves are not at hand.
package optionset

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Release is the options of one release of one platform.
type Release struct {
	Platform string             `json:"platform"`
	Release  string             `json:"release"`
	Note     string             `json:"note"`
	Sources  map[string]*Source `json:"sources"`
	// Like names the record of the release before, whose options these are but
	// for those in Options. An option there says only what is different.
	Like    string             `json:"like"`
	Options map[string]*Option `json:"options"`
}

// Source is where a definition was read.
type Source struct {
	Repository string `json:"repository"`
	Path       string `json:"path"`
	Revision   string `json:"revision"`
}

// Option is an option, or a field of those that hold submodules.
type Option struct {
	Type     string             `json:"type"`     // words such as "listOf str"; see Option.fault
	Values   []any              `json:"values"`   // of an enum
	Default  json.RawMessage    `json:"default"`  // absent: a value is required
	Stays    bool               `json:"stays"`    // the default stays beside what others define
	Merge    string             `json:"merge"`    // what becomes of several definitions; one of merges
	Freeform string             `json:"freeform"` // the type of fields that are not in Fields; absent: there are none
	Source   string             `json:"source"`   // a key of Release.Sources; fields are read where their option is
	Fields   map[string]*Option `json:"fields"`
}

// merges are what module systems do with several definitions of one option.
var merges = []string{
	"equal",       // an error, unless they are equal
	"concatenate", // one list after the other
	"lines",       // one text after the other, a line feed between them
	"by name",     // attribute by attribute
}

// String is the name of the record: "nixos-24.05".
func (r *Release) String() string { return r.Platform + "-" + r.Release }

// Load reads the records of a platform below dir, by name.
func Load(dir, platform string) ([]*Release, error) {
	files, err := filepath.Glob(filepath.Join(dir, platform+"-*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no records of %s in %s", platform, dir)
	}
	var out []*Release
	for _, f := range files {
		r, err := load(f)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		out = append(out, r)
	}
	return out, nil
}

func load(file string) (*Release, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	r := &Release{}
	if err := d.Decode(r); err != nil {
		return nil, err
	}
	if r.String()+".json" != filepath.Base(file) {
		return nil, fmt.Errorf("this is the record of %v", r)
	}
	if r.Like != "" {
		before, err := load(filepath.Join(filepath.Dir(file), r.Like+".json"))
		if err != nil {
			return nil, err
		}
		r.Options = overlaid(before.Options, r.Options)
	}
	return r, r.validate()
}

// overlaid returns the options of old with the differences of changes.
func overlaid(old, changes map[string]*Option) map[string]*Option {
	out := maps.Clone(old)
	for name, o := range changes {
		if was := old[name]; was != nil {
			o = was.changed(o)
		}
		out[name] = o
	}
	return out
}

func (o *Option) changed(by *Option) *Option {
	out := *o
	if by.Type != "" {
		out.Type, out.Merge, out.Values, out.Freeform = by.Type, by.Merge, by.Values, by.Freeform
	}
	if by.Default != nil {
		out.Default, out.Stays = by.Default, by.Stays
	}
	out.Fields = overlaid(o.Fields, by.Fields)
	return &out
}

// validate returns what is wrong with a record.
func (r *Release) validate() error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(r.Options)) {
		o := r.Options[name]
		if s := r.Sources[o.Source]; s == nil || s.Repository == "" || s.Path == "" || s.Revision == "" {
			faults = append(faults, fmt.Errorf("%s: nothing says where the source %q is", name, o.Source))
		}
		faults = append(faults, o.validate(name))
	}
	return errors.Join(faults...)
}

func (o *Option) validate(name string) error {
	var faults []error
	if !slices.Contains(merges, o.Merge) {
		faults = append(faults, fmt.Errorf("%s: %q is no way to merge", name, o.Merge))
	}
	if strings.Contains(o.Type, "submodule") != (o.Fields != nil || o.Freeform != "") {
		faults = append(faults, fmt.Errorf("%s: fields belong to submodules", name))
	}
	if o.Default != nil {
		var v any
		if err := json.Unmarshal(o.Default, &v); err != nil {
			return err
		}
		for _, f := range o.check(name, v) {
			faults = append(faults, fmt.Errorf("the default of %s", f))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(o.Fields)) {
		faults = append(faults, o.Fields[field].validate(name+"."+field))
	}
	return errors.Join(faults...)
}
