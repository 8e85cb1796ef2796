package machines

import (
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/emit/internal/columns"
	"github.com/buildmachines/buildmachines/emit/internal/inline"
)

// connection is what an entry says of how its builder is reached, as the
// columns of a machines file have it.
type connection struct{ uri, key, pin string }

// connectionTo returns the alias alone, since key and pins are in its ssh
// stanza, or with inline everything that an entry has places for. Both entries
// of a builder have one URI, so that they share its slots.
func connectionTo(c *plan.Client, b *plan.Builder, in bool) connection {
	if !in || b.Protocol == "" {
		return connection{uri: b.URI}
	}
	return connection{inline.URI(c, b), b.SSHKey, inline.Base64HostKey(&b.Host)}
}

// append appends the line of an entry.
func (to connection) append(dst []byte, e *plan.Entry) []byte {
	return columns.Append(dst, e, to.uri, to.key, to.pin)
}

// keys reports paths of keys that the format cannot carry.
func (k *checker) keys(bs []*plan.Builder, fault func(string) string) {
	for _, b := range bs {
		key := connectionTo(k.client, b, k.inline).key
		if why := fault(key); why != "" {
			k.report(b, diag.MachinesField, "ssh_key", "The path %s %s. Rename the file, or leave out --inline.", diag.Quote(key), why)
		}
	}
}

// keyColumnFault says why key ends its column, or returns "". The column is no
// list, so commas are fine.
func keyColumnFault(key string) string {
	for i := range len(key) {
		if why := columnByteFault(key[i]); why != "" && key[i] != ',' {
			return why
		}
	}
	return ""
}
