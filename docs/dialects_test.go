package docs_test

import (
	"strings"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/schema"
)

func dialectTable() string {
	var b strings.Builder
	b.WriteString(tableHead("capability", "meaning", "Nix", "Lix", "source", "last checked"))
	for _, c := range compiler.Capabilities {
		b.WriteString(row(code(c.Name), c.Means, versions(c.Nix), versions(c.Lix), c.Source, c.Checked))
	}
	b.WriteString("\nModules depend on the release. If `release` is unset, a module uses only what every release has.\n\n")
	b.WriteString(tableHead("capability", "meaning", "NixOS", "nix-darwin", "home-manager", "source", "last checked"))
	for _, m := range compiler.ModuleCapabilities {
		b.WriteString(row(code(m.Name), m.Means, release(m.NixOS), release(m.Darwin), release(m.HomeManager), m.Source, m.Checked))
	}
	return b.String()
}

// release says from which release on modules have a capability.
func release(first compiler.Release) string {
	switch first {
	case compiler.NoRelease:
		return "none"
	case compiler.EveryRelease:
		return "all"
	}
	return "from " + string(first)
}

// versions says which versions have a capability.
func versions(s compiler.Since) string {
	if !s.Ever {
		return "none"
	}
	var out []string
	if v := version(s.First); v != "" {
		out = append(out, "from "+v)
	}
	if v := version(s.Before); v != "" {
		out = append(out, "before "+v)
	}
	if len(out) == 0 {
		out = append(out, "all")
	}
	if s.Except != "" {
		out = append(out, "except "+bare(s.Except))
	}
	return strings.Join(out, ", ")
}

// version returns "2.31", or "2.28.2" where the patch level counts.
func version(d schema.Dialect) string {
	d.Exact = d.Patch > 0
	return bare(d.String())
}

// bare returns the version of a dialect: the column says of what.
func bare(dialect string) string {
	_, v, _ := strings.Cut(dialect, " ")
	return v
}
