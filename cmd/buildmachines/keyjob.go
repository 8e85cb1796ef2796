package main

import (
	"fmt"
	"maps"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/keygen"
	"github.com/buildmachines/buildmachines/splice"
)

// keyJob is one pair to make, and what to do with it.
type keyJob struct {
	label          string
	secret, public string    // names of files
	origin         hcl.Range // the block that the public half belongs to
	install        []string  // hints: where the secret half goes
	generate       func() (*keygen.Pair, error)
	edit           func(*splice.Editor, *keygen.Pair) error
	snippet        func(*keygen.Pair) splice.Snippet
	pair           *keygen.Pair // once it is made
}

// jobs returns the pairs that were asked for, and why others are left out.
func (o *keygenOptions) jobs(p *plan.Plan) (jobs []*keyJob, skipped []string, err error) {
	switch {
	case o.cache != "":
		b := p.Builder(o.cache)
		if b == nil {
			return nil, nil, noneNamed("builder", o.cache, builderNames(p))
		}
		return []*keyJob{cacheJob(b)}, nil, nil
	case o.signing != "":
		c, err := pick(p, o.signing)
		if err != nil {
			return nil, nil, err
		}
		return []*keyJob{signingJob(c)}, nil, nil
	case o.client != "":
		c, err := pick(p, o.client)
		if err != nil {
			return nil, nil, err
		}
		return o.inPlaceOfUse(sshJob(c), c), nil, nil
	}
	var last *plan.Client
	for _, c := range p.Clients {
		if len(c.SSHPublicKeys) > 0 {
			at := diag.Place(c.Origins.At("ssh_public_keys"))
			skipped = append(skipped, fmt.Sprintf("left out %s, which has a key (%s); --client %s makes one more", c.Name, at, c.Name))
			continue
		}
		jobs, last = append(jobs, sshJob(c)), c
	}
	if len(jobs) == 1 {
		jobs = o.inPlaceOfUse(jobs[0], last)
	}
	return jobs, skipped, nil
}

// inPlaceOfUse gives the only key the name that the inventory has for it, if
// --out is the folder that the client has it in: then this is that client.
func (o *keygenOptions) inPlaceOfUse(j *keyJob, c *plan.Client) []*keyJob {
	var paths []string
	for _, h := range c.Hosts() {
		paths = append(paths, h.SSHKey)
	}
	slices.Sort(paths)
	paths = slices.DeleteFunc(slices.Compact(paths), func(p string) bool { return p == "" })
	out, err := filepath.Abs(o.out)
	if err == nil && len(paths) == 1 && path.Dir(paths[0]) == out {
		j.secret = path.Base(paths[0])
		j.public, j.install = j.secret+".pub", nil
	}
	return []*keyJob{j}
}

func sshJob(c *plan.Client) *keyJob {
	file := c.Name + "_ed25519"
	return &keyJob{
		label: c.Name, secret: file, public: file + ".pub", origin: c.Origins.Block, install: sshPlaces(c, file),
		generate: func() (*keygen.Pair, error) { return keygen.SSH(owner(c) + "@" + c.Name) },
		edit: func(ed *splice.Editor, pair *keygen.Pair) error {
			_, err := ed.AddToList("client", c.Name, "ssh_public_keys", []string{pair.Public})
			return err
		},
		snippet: func(pair *keygen.Pair) splice.Snippet {
			return splice.Snippet{Block: "client", Label: c.Name, List: "ssh_public_keys", Items: []string{pair.Public}}
		},
	}
}

// owner is who runs ssh on the client.
func owner(c *plan.Client) string {
	if len(c.Users) == 0 {
		return "root"
	}
	return c.Users[0]
}

// sshPlaces says where ssh on the client looks for its key.
func sshPlaces(c *plan.Client, file string) []string {
	hosts := map[string][]string{}
	for _, h := range c.Hosts() {
		hosts[h.SSHKey] = append(hosts[h.SSHKey], h.Name)
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(hosts)) {
		names := few(hosts[key])
		if key == "" {
			out = append(out, fmt.Sprintf("%s uses %s without ssh_key: say where the key will be, or install %s as ~%s/.ssh/id_ed25519 there", c.Name, names, file, owner(c)))
			continue
		}
		out = append(out, fmt.Sprintf("install %s on %s as %s, for %s: owner %s, mode 0600", file, c.Name, key, names, owner(c)))
	}
	return out
}

func signingJob(c *plan.Client) *keyJob {
	file := c.Name + "-signing"
	path := c.SigningSecretKeyFile
	if path == "" {
		path = "/etc/nix/" + file + ".sec"
	}
	texts := func(pair *keygen.Pair) []splice.Text {
		return []splice.Text{{Name: "signing_public_key", Value: pair.Public}, {Name: "signing_secret_key_file", Value: path}}
	}
	return &keyJob{
		label: c.Name, secret: file + ".sec", public: file + ".pub", origin: c.Origins.Block,
		install:  []string{fmt.Sprintf("install %s.sec on %s as %s: owner %s, mode 0600", file, c.Name, path, owner(c))},
		generate: func() (*keygen.Pair, error) { return keygen.Signing(nextName(c.Name, c.SigningPublicKey)) },
		edit: func(ed *splice.Editor, pair *keygen.Pair) error {
			return ed.Set("client", c.Name, texts(pair))
		},
		snippet: func(pair *keygen.Pair) splice.Snippet {
			return splice.Snippet{Block: "client", Label: c.Name, Texts: texts(pair)}
		},
	}
}

func cacheJob(b *plan.Builder) *keyJob {
	file := b.Name + "-cache"
	path, before := "/etc/nix/"+file+".sec", ""
	if b.Cache != nil {
		before = b.Cache.PublicKey
		if b.Cache.SecretKeyFile != "" {
			path = b.Cache.SecretKeyFile
		}
	}
	texts := func(pair *keygen.Pair) []splice.Text {
		return []splice.Text{{Name: "public_key", Value: pair.Public}, {Name: "secret_key_file", Value: path}}
	}
	return &keyJob{
		label: b.Name, secret: file + ".sec", public: file + ".pub", origin: b.Origins.Block,
		install:  []string{fmt.Sprintf("install %s.sec on %s as %s: owner root, mode 0600", file, b.Name, path)},
		generate: func() (*keygen.Pair, error) { return keygen.Signing(nextName(b.Name, before)) },
		edit: func(ed *splice.Editor, pair *keygen.Pair) error {
			return ed.AddBlock("builder", b.Name, "cache", texts(pair))
		},
		snippet: func(pair *keygen.Pair) splice.Snippet {
			return splice.Snippet{Block: "builder", Label: b.Name, Inner: "cache", Texts: texts(pair)}
		},
	}
}

// nextName is the name of a signing key: NAME-1, as cache.nixos.org-1, or the
// number after that of the key before. Nix finds keys by their names, so two of
// one name would hide each other.
func nextName(name, before string) string {
	n := 0
	if old, _, ok := strings.Cut(before, ":"); ok {
		if number, ok := strings.CutPrefix(old, name+"-"); ok {
			n, _ = strconv.Atoi(number) // another word: begin at 1
		}
	}
	return name + "-" + strconv.Itoa(n+1)
}
