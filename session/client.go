package session

import (
	"fmt"
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// ClientOf returns the client that a machine is: the one that has its host name
// among its names, else the only one there is. Systems differ in whether a host
// name has its domain, so the first label alone counts where all of it is nobody's.
func ClientOf(p *plan.Plan, hostName string) (*plan.Client, error) {
	first, _, _ := strings.Cut(hostName, ".")
	for _, name := range []string{hostName, first} {
		switch named := withName(p, name); {
		case len(named) == 1:
			return named[0], nil
		case len(named) > 1:
			return nil, fmt.Errorf("this machine is called %s, as several clients are: %s; say which with --client", name, clientNames(named))
		}
	}
	switch len(p.Clients) {
	case 1:
		return p.Clients[0], nil
	case 0:
		return nil, fmt.Errorf("the inventory has no client")
	}
	return nil, fmt.Errorf("no client has %q among its host_names; say which with --client: %s", hostName, clientNames(p.Clients))
}

func withName(p *plan.Plan, name string) (out []*plan.Client) {
	is := func(n string) bool { return name != "" && strings.EqualFold(n, name) }
	for _, c := range p.Clients {
		if slices.ContainsFunc(c.HostNames, is) {
			out = append(out, c)
		}
	}
	return out
}

func clientNames(clients []*plan.Client) string {
	var names []string
	for _, c := range clients {
		names = append(names, c.Name)
	}
	return list(names)
}

// list names some of many.
func list(names []string) string {
	const most = 20
	if len(names) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), len(names)-most)
	}
	return strings.Join(names, ", ")
}
