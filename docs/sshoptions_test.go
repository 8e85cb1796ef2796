package docs_test

import (
	"strings"

	"github.com/buildmachines/buildmachines/schema/sshoption"
)

func sshOptionTables() string {
	var allowed, refused strings.Builder
	for _, r := range sshoption.Table() {
		if r.Status == sshoption.Allowed {
			allowed.WriteString(row(code(r.Keyword), r.Value, r.Doc))
			continue
		}
		refused.WriteString(row(code(r.Keyword), string(r.Status), since(r), r.Doc))
	}
	return "## Keywords that `options` takes\n\n" +
		tableHead("keyword", "value", "meaning") + allowed.String() +
		"\n## Keywords that are refused\n\n" +
		tableHead("keyword", "why", "since OpenSSH", "explanation") + refused.String()
}

// since leaves out what is older than anybody's ssh.
func since(r sshoption.Row) string {
	switch r.Since {
	case "":
		return "patched versions"
	case "3.0":
		return ""
	}
	return r.Since
}
