package compiler

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/schema"
)

// setUp resolves what the machines of builders have to know of their clients.
func (c *compilation) setUp(p *plan.Plan) {
	for _, s := range p.Setups() {
		r := s.Remote
		r.Commands = commands(s)
		r.Logins = logins(s)
		r.SystemFeatures = promised(s, func(b *plan.Builder) []string {
			return slices.Concat(b.SupportedFeatures, b.MandatoryFeatures)
		})
		r.ExtraPlatforms = promised(s, func(b *plan.Builder) []string {
			return slices.Concat(b.Systems, b.EmulatedSystems)
		})
		if !r.Trusted {
			r.TrustedPublicKeys = signingKeys(s)
		}
		if r.MaxStartups == 0 {
			r.MaxStartups = startups(s)
		}
		c.checkVisits(s)
	}
	c.checkAccounts(p)
}

// promised returns what the builder and all who see it otherwise say of it.
func promised(s *plan.Setup, of func(*plan.Builder) []string) []string {
	out := slices.Clone(of(s.Builder))
	for _, v := range s.Visits {
		if v.Builder != s.Builder {
			out = append(out, of(v.Builder)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func signingKeys(s *plan.Setup) []string {
	var out []string
	for _, v := range s.Visits {
		if v.Client.SigningPublicKey != "" {
			out = append(out, v.Client.SigningPublicKey)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// startups is how many connections may come at once: each job of a client has
// one. sshd's own default is 10.
func startups(s *plan.Setup) int {
	jobs := 0
	for _, v := range s.Visits {
		jobs += v.Builder.MaxJobs
	}
	return max(10, jobs)
}

// nixPath is where the installers of a platform put Nix. Without a daemon it is
// in the account's own profile, whose place only the account knows.
func nixPath(r *schema.Remote) []string {
	switch {
	case r.NixPath.Set():
		return r.NixPath.Strings()
	case r.Install.V != "multi-user":
		return nil
	}
	return platform.Of(r.Platform.V).NixPath
}

// home is where a new account lives. Without a daemon the account is one that
// is there already.
func home(r *schema.Remote, user string) string {
	switch {
	case r.Home.Set():
		return r.Home.V
	case r.Install.V != "multi-user":
		return ""
	}
	return platform.Of(r.Platform.V).Homes + "/" + user
}

// remoteCapabilities returns what the modules of the builder's platform can,
// of what an emitter asks for.
func remoteCapabilities(r *schema.Remote) []string {
	if moduleCan(TrustedUsersMerge, r.Platform.V, r.Release.V) {
		return []string{TrustedUsersMerge}
	}
	return nil
}

// checkVisits warns about clients whose builds an untrusting builder refuses.
func (c *compilation) checkVisits(s *plan.Setup) {
	if s.Remote.Trusted {
		return
	}
	for _, v := range s.Visits {
		if v.Client.SigningSecretKeyFile == "" || v.Client.SigningPublicKey == "" {
			c.add(diag.UnsignedClient, v.Client.Origins.Block, "The builder %s does not trust its user (%s), so it takes only signed inputs. Give %s signing_public_key and signing_secret_key_file, or it can send nothing that it built itself.", s.Name, diag.Place(s.Origins.At("remote.trusted")), v.Client.Name)
		}
	}
}

// checkAccounts says which clients the accounts that remote blocks set up do
// not let in.
func (c *compilation) checkAccounts(p *plan.Plan) {
	for _, cl := range p.Clients {
		var without []string
		var first *plan.Builder
		for _, b := range cl.Builders {
			if b.Remote == nil {
				continue
			}
			base := p.Builder(b.Name)
			switch {
			case b.SSHUser != base.SSHUser:
				c.add(diag.AccountNotSetUp, b.Origins.At("ssh_user"), "The client %s logs in to %s as %s, and remote sets up the account %s only. Give the client's key to that account yourself, or leave out the override.", cl.Name, b.Name, diag.Quote(b.SSHUser), diag.Quote(base.SSHUser))
			case len(cl.SSHPublicKeys) == 0:
				if len(without) == 0 {
					first = base
				}
				without = append(without, b.Name)
			}
		}
		switch {
		case len(without) == 0:
		case cl.Origins.Block.Filename == "":
			c.add(diag.ClientKeyMissing, first.Origins.At("remote"), "No client is declared, so the files for %s let nobody in. Declare the clients, with their ssh_public_keys.", few(without))
		default:
			c.add(diag.ClientKeyMissing, cl.Origins.Block, "The client %s has no ssh_public_keys, so the files for %s do not let it in. `buildmachines keygen --client %s` makes a key.", cl.Name, few(without), cl.Name)
		}
	}
}

// commands returns what the clients of a builder send, and the question for
// the version that people and programs ask first.
func commands(s *plan.Setup) []plan.Command {
	out := []plan.Command{{Sent: "nix-store --version", Argv: []string{"nix-store", "--version"}}}
	for _, v := range s.Visits {
		out = append(out, sends(v.Client, v.Builder)...)
	}
	slices.SortFunc(out, func(a, b plan.Command) int { return strings.Compare(a.Sent, b.Sent) })
	return slices.CompactFunc(out, func(a, b plan.Command) bool { return a.Sent == b.Sent })
}

// sends returns what the ssh of a client asks a builder for: one command, or
// two where it is not known which Nix the client has.
//
//	ssh     nix-store --serve --write [--store URI]
//	ssh-ng  nix-daemon --stdio [--store URI]
//
// (libstore legacy-ssh-store.cc, ssh-store.cc). The URI is quoted up to Nix 2.19
// and on Lix, and bare since 2.20.
func sends(cl *plan.Client, b *plan.Builder) []plan.Command {
	program, args := "nix-daemon", []string{"--stdio"}
	if b.Protocol == "ssh" {
		program, args = "nix-store", []string{"--serve", "--write"}
	}
	if own := b.URIParams["remote-program"]; own != "" {
		program = own
	}
	store := b.URIParams["remote-store"]
	if store != "" {
		args = append(args, "--store", store)
	}
	argv := append(strings.Fields(program), args...) // blanks are single: schema/check refuses others
	bare := plan.Command{Sent: strings.Join(argv, " "), Argv: argv}
	quoted := plan.Command{Sent: strings.TrimSuffix(bare.Sent, store) + "'" + store + "'", Argv: argv}
	switch {
	case store == "":
		return []plan.Command{bare}
	case cl.Nix == "":
		return []plan.Command{bare, quoted}
	case cl.Can(plan.ArgvRemoteProgram):
		return []plan.Command{bare}
	}
	return []plan.Command{quoted}
}
