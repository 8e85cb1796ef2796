package plan

import "slices"

// Setup is a builder that has a remote block, as its own machine has to know
// it: with the clients that come in.
type Setup struct {
	*Builder         // as the inventory declares it; Remote is not nil
	Visits   []Visit // by the clients' names
}

// Visit is a client that logs in to a builder, and the builder as it sees it.
type Visit struct {
	Client  *Client
	Builder *Builder
}

// Setups returns every builder of p that has a remote block, enabled or not,
// sorted by name. A client that an override makes log in as another user than
// the one which remote sets up is not among the visits.
func (p *Plan) Setups() []*Setup {
	byName := map[string]*Setup{}
	var out []*Setup
	for _, b := range p.Builders {
		if b.Remote != nil {
			s := &Setup{Builder: b}
			byName[b.Name] = s
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil // clients see many builders
	}
	for _, c := range p.Clients {
		for _, b := range c.Builders {
			if s := byName[b.Name]; s != nil && b.SSHUser == s.SSHUser {
				s.Visits = append(s.Visits, Visit{c, b})
			}
		}
	}
	return out
}

// Setup returns the setup of the builder of that name, or nil if there is none
// or it has no remote block.
func (p *Plan) Setup(name string) *Setup {
	all := p.Setups()
	i := slices.IndexFunc(all, func(s *Setup) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return all[i]
}

// OnlySetup returns the part of p that concerns the machine of one builder: the
// builder, and the clients that log in there, as far as they use it.
func (p *Plan) OnlySetup(s *Setup) *Plan {
	base := *s.Builder
	base.Clients = nil
	out := &Plan{Builders: []*Builder{&base}}
	for _, v := range s.Visits {
		c := *v.Client
		c.Builders, c.Disabled, c.Hops = []*Builder{v.Builder}, nil, nil
		if v.Builder == s.Builder {
			c.Builders[0] = &base
		}
		base.Clients = append(base.Clients, c.Name)
		out.Clients = append(out.Clients, &c)
	}
	return out
}
