package nixos

import (
	"slices"
	"strconv"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/emit/internal/columns"
	"github.com/buildmachines/buildmachines/emit/internal/nixprint"
	"github.com/buildmachines/buildmachines/emit/internal/nixsetting"
)

// A view is a host as the inventory declares it, or as a client sees it.
type view struct {
	host    *plan.Host
	builder *plan.Builder // nil for a jump
	reached bool          // some client uses it, or would if it were enabled
	ssh     bool          // some client's ssh goes there
	used    bool          // some client's ssh goes there as this view says
}

// attrs returns the entries of a builder in a machines file, as options and as
// lines without the number of jobs, and what a client sets that has it as a cache.
func (v *view) attrs() nixprint.Set {
	if v.builder == nil {
		return nil
	}
	c := &plan.Client{Builders: []*plan.Builder{v.builder}}
	var machines nixprint.List
	for _, e := range c.Entries() {
		line := string(columns.Append(nil, &e, e.URI, "", ""))
		before, after, _ := strings.Cut(line, " "+strconv.Itoa(e.MaxJobs)+" ")
		machines = append(machines, nixprint.Set{
			nixprint.At(nixprint.String(e.Alias), "alias"),
			nixprint.At(nixprint.Strings{before + " ", " " + after + "\n"}, "line"),
			nixprint.At(form{client: c}.appendMachine(nil, &e), "option"),
		})
	}
	out := nixprint.Set{nixprint.At(machines, "machines")}
	uri := func(b *plan.Builder) string { return b.URI }
	if settings := nixSettings(nixsetting.OfCaches(c.Builders, uri)); len(settings) > 0 {
		out = append(out, nixprint.At(settings, "settings"))
	}
	return out
}

// views are those of the hosts that clients reach.
type views struct {
	declared []*view
	own      [][]*view // of each client, where they are not declared so
}

func viewsOf(p *plan.Plan) views {
	var all []*view
	for _, b := range p.Builders {
		all = append(all, &view{host: &b.Host, builder: b})
	}
	for _, j := range p.Jumps {
		all = append(all, &view{host: j})
	}
	byName := make(map[string]*view, len(all))
	for _, v := range all {
		byName[v.host.Name] = v
	}
	out := views{own: make([][]*view, len(p.Clients))}
	for i, c := range p.Clients {
		for _, b := range c.Builders {
			out.own[i] = byName[b.Name].use(out.own[i], b, true)
		}
		for _, b := range c.Disabled {
			out.own[i] = byName[b.Name].use(out.own[i], b, false)
		}
		for _, h := range c.Hops {
			v := byName[h.Name]
			v.reached, v.ssh, v.used = true, true, true
		}
	}
	out.declared = slices.DeleteFunc(all, func(v *view) bool { return !v.reached })
	return out
}

// use notes that a client sees the builder v as b, and appends that view if it
// is its own.
func (v *view) use(own []*view, b *plan.Builder, enabled bool) []*view {
	v.reached = true
	v.ssh = v.ssh || enabled && v.builder.Protocol != ""
	if v.builder != b {
		return append(own, &view{host: &b.Host, builder: b, ssh: enabled && b.Protocol != ""})
	}
	v.used = v.used || enabled
	return own
}
