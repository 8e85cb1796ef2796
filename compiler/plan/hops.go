package plan

import (
	"slices"
	"strings"
)

// hops returns the hosts that ssh jumps through to reach bs, in turn, and that
// are not among bs, sorted by name. Names that hosts lacks are left out.
func hops(bs []*Builder, hosts map[string]*Host) []*Host {
	seen := make(map[string]bool, len(bs))
	var queue []string
	for _, b := range bs {
		seen[b.Name] = true
		queue = append(queue, b.SSH.ProxyJump...)
	}
	var out []*Host
	for ; len(queue) > 0; queue = queue[1:] {
		h := hosts[queue[0]]
		if h == nil || seen[h.Name] {
			continue
		}
		seen[h.Name] = true
		out = append(out, h)
		queue = append(queue, h.SSH.ProxyJump...)
	}
	slices.SortFunc(out, func(a, b *Host) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// FindHops sets Hops from Builders and the hosts that there are.
func (c *Client) FindHops(hosts map[string]*Host) { c.Hops = hops(c.Builders, hosts) }
