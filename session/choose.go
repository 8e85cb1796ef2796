package session

import (
	"fmt"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/schema/check"
)

// Choose returns the client with some of its builders only: those that selectors
// of only stand for, or all, without those of without. A selector is a builder's
// name, "@TAG" or "*". The order is that of only, as with `use` in an inventory,
// since it breaks ties in Nix.
func Choose(p *plan.Plan, c *plan.Client, only, without []string) (*plan.Client, error) {
	chosen := c.Builders
	if len(only) > 0 {
		chosen = nil
	}
	for _, s := range only {
		some := matching(c.Builders, s)
		if len(some) == 0 {
			return nil, notUsed(p, c, s)
		}
		for _, b := range some {
			if !slices.Contains(chosen, b) {
				chosen = append(chosen, b)
			}
		}
	}
	for _, s := range without {
		if err := known(p, c, s); err != nil {
			return nil, err
		}
		drop := matching(c.Builders, s)
		chosen = slices.DeleteFunc(slices.Clone(chosen), func(b *plan.Builder) bool { return slices.Contains(drop, b) })
	}
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no builder is left for client %s, which uses %s; to build without builders, use --offline", c.Name, usedBy(c))
	}
	part := *c
	part.Builders = chosen
	return &part, nil
}

func matching(builders []*plan.Builder, selector string) (out []*plan.Builder) {
	for _, b := range builders {
		if b.Is(selector) {
			out = append(out, b)
		}
	}
	return out
}

// notUsed says why a selector stands for no builder of the client.
func notUsed(p *plan.Plan, c *plan.Client, selector string) error {
	if err := known(p, c, selector); err != nil {
		return err
	}
	if len(matching(c.Disabled, selector)) > 0 {
		return fmt.Errorf("%s stands for builders that are not enabled", selector)
	}
	return fmt.Errorf("client %s does not use %s; it uses %s", c.Name, selector, usedBy(c))
}

// known refuses a selector that stands for nothing in the whole inventory. What
// the client uses is suggested before anything else.
func known(p *plan.Plan, c *plan.Client, selector string) error {
	if selector == "*" || len(matching(p.Builders, selector)) > 0 {
		return nil
	}
	var hint string
	if near := check.Suggest(selector, append(selectors(c.Builders), selectors(p.Builders)...)); near != "" {
		hint = fmt.Sprintf("; did you mean %s?", near)
	}
	if strings.HasPrefix(selector, "@") {
		return fmt.Errorf("no builder has the tag %q%s", selector[1:], hint)
	}
	if len(matching(p.Builders, "@"+selector)) > 0 {
		hint = "; there is a tag of that name: @" + selector
	}
	return fmt.Errorf("no builder is named %q%s", selector, hint)
}

// selectors returns the names and tags of builders.
func selectors(builders []*plan.Builder) (out []string) {
	for _, b := range builders {
		out = append(out, b.Name)
		for _, tag := range b.Tags {
			out = append(out, "@"+tag)
		}
	}
	return out
}

func usedBy(c *plan.Client) string {
	var names []string
	for _, b := range c.Builders {
		names = append(names, b.Name)
	}
	if len(names) == 0 {
		return "none"
	}
	return list(names)
}
