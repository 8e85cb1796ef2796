package plan

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// maxPlan bounds a plan that is read, in bytes. One of 100,000 builders takes
// less than half of it.
const maxPlan = 256 << 20

// Decode reads the JSON form. It ignores fields that it does not know, and
// refuses a higher format version. Origins are not a part of it.
func Decode(r io.Reader) (*Plan, error) {
	src, err := io.ReadAll(io.LimitReader(r, maxPlan+1))
	if err == nil && len(src) > maxPlan {
		err = fmt.Errorf("more than %d MiB", maxPlan>>20)
	}
	var p *Plan
	if err == nil {
		p, err = decode(src)
	}
	if err != nil {
		return nil, fmt.Errorf("plan: %w", err)
	}
	return p, nil
}

// planForm is a plan whose objects are not decoded yet.
type planForm struct {
	Builders map[string]json.RawMessage `json:"builders"`
	Clients  map[string]json.RawMessage `json:"clients"`
	Jumps    map[string]json.RawMessage `json:"jumps"`
}

func decode(src []byte) (*Plan, error) {
	in, err := decodeForm(src)
	if err != nil {
		return nil, err
	}
	p := &Plan{}
	hosts := map[string]*Host{}
	err = each("jump", in.Jumps, func(name string, src []byte) error {
		h := &Host{Name: name}
		p.Jumps, hosts[name] = append(p.Jumps, h), h
		return json.Unmarshal(src, h)
	})
	if err != nil {
		return nil, err
	}
	err = each("builder", in.Builders, func(name string, src []byte) error {
		b := &Builder{Host: Host{Name: name}}
		p.Builders, hosts[name] = append(p.Builders, b), &b.Host
		return json.Unmarshal(src, b)
	})
	if err != nil {
		return nil, err
	}
	err = each("client", in.Clients, func(name string, src []byte) error {
		c, err := p.decodeClient(name, src, in.Builders)
		if err == nil {
			c.FindHops(hosts)
			p.Clients = append(p.Clients, c)
		}
		return err
	})
	return p, err
}

// decodeForm reads the version before all else, since another version may have
// another form.
func decodeForm(src []byte) (in planForm, err error) {
	var v struct {
		FormatVersion int `json:"format_version"`
	}
	if err := json.Unmarshal(src, &v); err != nil {
		return in, err
	}
	if v.FormatVersion < 1 || v.FormatVersion > FormatVersion {
		return in, fmt.Errorf("format version %d; this program reads versions 1 to %d", v.FormatVersion, FormatVersion)
	}
	return in, json.Unmarshal(src, &in)
}

// each decodes objects in the order of their names, so that of two mistakes it is
// always the same that is reported.
func each(what string, objects map[string]json.RawMessage, decode func(name string, src []byte) error) error {
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		err := errors.New("it is null")
		if string(objects[name]) != "null" {
			err = decode(name, objects[name])
		}
		if err != nil {
			return fmt.Errorf("%s %s: %w", what, name, err)
		}
	}
	return nil
}

// Sort puts the slices of p into the order that Plan promises: by name.
func (p *Plan) Sort() {
	slices.SortFunc(p.Builders, func(a, b *Builder) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Clients, func(a, b *Client) int { return strings.Compare(a.Name, b.Name) })
	slices.SortFunc(p.Jumps, func(a, b *Host) int { return strings.Compare(a.Name, b.Name) })
}

func (p *Plan) decodeClient(name string, src []byte, base map[string]json.RawMessage) (*Client, error) {
	c := &Client{Name: name, MaxJobs: -1}
	var refs struct {
		Builders         []string                              `json:"builders"`
		DisabledBuilders []string                              `json:"disabled_builders"`
		Overrides        map[string]map[string]json.RawMessage `json:"overrides"`
	}
	if err := errors.Join(json.Unmarshal(src, c), json.Unmarshal(src, &refs)); err != nil {
		return nil, err
	}
	find := func(names []string) (out []*Builder, err error) {
		for _, n := range names {
			b := p.Builder(n)
			if b == nil {
				return nil, fmt.Errorf("no builder is named %q", n)
			}
			if diff := refs.Overrides[n]; diff != nil {
				if b, err = overridden(n, base[n], diff); err != nil {
					return nil, fmt.Errorf("overrides of %s: %w", n, err)
				}
			}
			out = append(out, b)
		}
		return out, nil
	}
	var used, disabled error
	c.Builders, used = find(refs.Builders)
	c.Disabled, disabled = find(refs.DisabledBuilders)
	return c, errors.Join(used, disabled)
}

// overridden returns the builder base with the attributes of diff in place of its
// own.
func overridden(name string, base json.RawMessage, diff map[string]json.RawMessage) (*Builder, error) {
	var attrs map[string]json.RawMessage
	if err := json.Unmarshal(base, &attrs); err != nil {
		return nil, err
	}
	maps.Copy(attrs, diff)
	delete(attrs, "clients") // of the base only
	src, err := json.Marshal(attrs)
	if err != nil {
		return nil, err
	}
	b := &Builder{Host: Host{Name: name}}
	return b, json.Unmarshal(src, b)
}

// UnmarshalJSON knows that cores may be 0, so that another number is unset.
func (r *Remote) UnmarshalJSON(src []byte) error {
	type plain Remote
	*r = Remote{Cores: -1}
	return json.Unmarshal(src, (*plain)(r))
}

// Logins are objects by the name of the client in JSON.

func (l Logins) byClient() map[string][]string {
	out := make(map[string][]string, len(l))
	for _, login := range l {
		out[login.Client] = login.From
	}
	return out
}

// UnmarshalJSON sorts the logins by client.
func (l *Logins) UnmarshalJSON(src []byte) error {
	var in map[string][]string
	err := json.Unmarshal(src, &in)
	*l = nil
	for _, name := range slices.Sorted(maps.Keys(in)) {
		*l = append(*l, Login{Client: name, From: in[name]})
	}
	return err
}
