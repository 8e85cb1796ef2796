package compiler

import (
	"math"
	"math/big"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/internal/platform"
	"github.com/buildmachines/buildmachines/schema"
)

// checkClient checks what one client uses against its dialect and platform.
func (c *compilation) checkClient(sc *schema.Client, cl *plan.Client, d schema.Dialect) {
	switch {
	case len(cl.Builders) > 0 || c.diags.HasErrors():
	case len(c.inv.builders) == 0:
		c.add(diag.NothingSelected, firstPlace(sc.Use.At, sc.At), "The client %s uses no builder: the inventory has none.", cl.Name)
	default:
		c.add(diag.NothingSelected, firstPlace(sc.Use.At, sc.At), "The client %s uses no builder: none is left after use, exclude, enable = false and its own names (%s).", cl.Name, strings.Join(cl.HostNames, ", "))
	}
	if sc.Nix.State == schema.Refused {
		return // what it can do is not known
	}
	if cl.MachinesFormat == "toml" && !cl.Can(plan.LixTOML) {
		c.add(diag.FormatNeedsLix, sc.MachinesFormat.At, "%s does not read machines.toml, and fails every build if it finds one. Leave machines_format out, or say nix = \"lix 2.95\".", dialectName(d))
	}
	if platform.Of(cl.Platform).OneUser && !sc.Users.Set() && sc.Users.State != schema.Refused {
		c.add(diag.MissingAttribute, sc.Platform.At, "home-manager configures one user, and root is not it. Say who runs ssh there: users = [\"NAME\"].")
	}
	if platform.Of(cl.Platform).System == platform.HomeManager && !moduleCan(HomeMachines, cl.Platform, cl.Release) {
		c.add(diag.ReleaseLacksOption, sc.Release.At, "home-manager has the option nix.buildMachines since 25.11.")
	}
	c.checkSpeeds(cl, d)
	c.checkKeyNames(cl)
	for _, b := range cl.Builders {
		c.checkPair(cl, d, b)
	}
	c.checkFrom(sc, cl)
}

func dialectName(d schema.Dialect) string {
	if s := d.String(); s != "" {
		return s
	}
	return "An older Nix (the client does not say which it has)"
}

func firstPlace(places ...hcl.Range) hcl.Range {
	for _, p := range places {
		if p.Filename != "" {
			return p
		}
	}
	return hcl.Range{}
}

// checkSpeeds refuses fractions where the dialect reads whole numbers, and
// offers whole numbers in the same ratios.
func (c *compilation) checkSpeeds(cl *plan.Client, d schema.Dialect) {
	if cl.Can(plan.FloatSpeedFactor) {
		return
	}
	var fractions bool
	for _, e := range cl.Entries() {
		fractions = fractions || e.SpeedFactor != math.Trunc(e.SpeedFactor)
	}
	if !fractions {
		return
	}
	whole := wholeRatios(cl.Entries())
	for _, e := range cl.Entries() {
		if e.SpeedFactor == math.Trunc(e.SpeedFactor) {
			continue
		}
		path := "speed_factor"
		if e.Emulated {
			path = "emulated_speed_factor"
		}
		at := e.Origins.At(path)
		if c.fractions[at] {
			continue // one client is enough
		}
		c.fractions[at] = true
		c.add(diag.SpeedFactorFraction, at, "%s reads whole numbers only, and refuses the whole file otherwise. The client %s has the same ratios with %s.", dialectName(d), cl.Name, whole)
	}
}

// wholeRatios returns the smallest whole numbers with the ratios of the speed
// factors: "ada = 3, bob = 2". Builders with one number are one item.
func wholeRatios(entries []plan.Entry) string {
	rats := make([]*big.Rat, len(entries))
	denominator := big.NewInt(1)
	for i, e := range entries {
		rats[i], _ = new(big.Rat).SetString(strconv.FormatFloat(e.SpeedFactor, 'f', -1, 64))
		denominator = lcm(denominator, rats[i].Denom())
	}
	divisor := new(big.Int)
	for _, r := range rats {
		r.Mul(r, new(big.Rat).SetInt(denominator))
		divisor.GCD(nil, nil, divisor, r.Num())
	}
	var numbers []string
	names := map[string][]string{}
	for i, e := range entries {
		n := new(big.Int).Quo(rats[i].Num(), divisor).String()
		if names[n] == nil {
			numbers = append(numbers, n)
		}
		names[n] = append(names[n], e.Alias)
	}
	for i, n := range numbers {
		numbers[i] = few(names[n]) + " = " + n
	}
	return strings.Join(numbers, ", ")
}

func lcm(a, b *big.Int) *big.Int {
	g := new(big.Int).GCD(nil, nil, a, b)
	return new(big.Int).Mul(new(big.Int).Quo(a, g), b)
}

// checkKeyNames refuses two hosts of one client whose keys stand under one
// name, unless they have the same pins: each would be trusted as the other.
// A name counts for a host if ssh looks its keys up there (the key name), or if
// known_hosts has them there beside it (the addresses).
func (c *compilation) checkKeyNames(cl *plan.Client) {
	hosts := cl.Hosts()
	owner := make(map[string]*plan.Host, len(hosts))
	for _, h := range hosts {
		if !h.Pinned() {
			continue
		}
		if o := owner[h.KeyName]; o == nil {
			owner[h.KeyName] = h
		} else if !samePins(o, h) {
			c.add(diag.KeyNameConflict, h.Origins.At("host_key_alias"), "The keys of %s and of %s (%s) stand under the name %s, so each host would be taken for the other. Give one of them a host_key_alias of its own, or both the same keys.", h.Name, o.Name, diag.Place(o.Origins.Block), diag.Quote(h.KeyName))
		}
	}
	for _, h := range hosts {
		if !h.Pinned() {
			continue
		}
		for _, name := range plainNames(h) {
			if o := owner[name]; o != nil && o != h && !samePins(o, h) {
				c.add(diag.KeyNameConflict, h.Origins.At("host_name"), "%s is the address of %s, and the name under which the keys of %s (%s) stand, so %s would be taken for it. Give %s another host_key_alias.", diag.Quote(name), h.Name, o.Name, diag.Place(o.Origins.Block), h.Name, o.Name)
			}
		}
	}
}

// plainNames returns the names, beside the key name, under which known_hosts
// has the keys of h and that can be key names: those without a port.
func plainNames(h *plan.Host) []string {
	var out []string
	if h.Port == 22 && h.HostName != h.KeyName {
		out = append(out, h.HostName)
	}
	for _, e := range h.Endpoints {
		if e.Port == 22 && e.HostName != h.KeyName {
			out = append(out, e.HostName)
		}
	}
	return out
}

func samePins(a, b *plan.Host) bool {
	return sameSet(a.PublicHostKeys, b.PublicHostKeys) && sameSet(a.HostCertificateAuthorities, b.HostCertificateAuthorities)
}

// checkPair checks that a client and a builder can speak to each other.
func (c *compilation) checkPair(cl *plan.Client, d schema.Dialect, b *plan.Builder) {
	if b.Remote == nil {
		return
	}
	portable := schema.Dialect{}
	far, _ := schema.ParseDialect(b.Remote.Nix)
	if b.Remote.Nix == "" {
		far = portable
	}
	if b.Protocol == "ssh-ng" && d != portable && far != portable && (tooOld(d, far) || tooOld(far, d)) {
		c.add(diag.ProtocolMismatch, b.Origins.At("protocol"), "The client %s (%s) and the builder (%s) share no version of the ssh-ng protocol. Use protocol = \"ssh\", in the builder or in an override.", cl.Name, d, far)
	}
	if b.Remote.Wrapper && d != portable && !can(d, plan.SendsCommand) {
		c.add(diag.WrapperConflict, b.Origins.At("remote.wrapper"), "The client %s (%s) asks for a shell and sends its command there, which no wrapper can check. Use Lix 2.93.1 or later there, or wrapper = false.", cl.Name, d)
	}
	if b.Remote.Trusted {
		return
	}
	if b.Protocol != "ssh-ng" {
		c.add(diag.UntrustedProtocol, b.Origins.At("protocol"), "The builder does not trust its user (remote.trusted = false), and over %s only trusted users can build. Use ssh-ng.", b.Protocol)
	}
	if d != portable && !can(d, plan.TrustlessBuilds) || far != portable && !can(far, plan.NewWorkerProtocol) {
		c.add(diag.UntrustedProtocol, b.Origins.At("remote.trusted"), "With remote.trusted = false the client needs Nix 2.16 or later and the builder 2.15. The client %s has %s, the builder %s.", cl.Name, orDefault(d.String(), "any"), orDefault(far.String(), "any"))
	}
}

// tooOld reports whether b speaks no version of the ssh-ng protocol that a
// takes. Who calls whom does not matter (Lix rl-2.94.md).
func tooOld(a, b schema.Dialect) bool {
	return !can(a, plan.OldWorkerProtocol) && !can(b, plan.NewWorkerProtocol)
}

// checkFrom warns about address restrictions that a jump host defeats: that do
// not let its address in, or cannot be known to.
func (c *compilation) checkFrom(sc *schema.Client, cl *plan.Client) {
	for _, b := range cl.Builders {
		if b.Remote == nil || len(b.SSH.ProxyJump) == 0 {
			continue
		}
		last := b.SSH.ProxyJump[len(b.SSH.ProxyJump)-1]
		if sc.From.Set() && !letsIn(cl, last, cl.From) {
			c.addFromBehindJump(sc.From.At, b.Name, last, cl.Name)
		}
		if len(b.Remote.From) > 0 && !letsIn(cl, last, b.Remote.From) {
			c.addFromBehindJump(b.Origins.At("remote.from"), b.Name, last, "its clients")
		}
	}
}

func (c *compilation) addFromBehindJump(at hcl.Range, builder, jump, whose string) {
	c.add(diag.FromBehindJump, at, "The builder %s is reached through %s, and sees its address, not that of %s. The address of %s has to be in from; it is known where it is the host_name of %s.",
		builder, jump, whose, jump, jump)
}

// letsIn reports whether the address of the jump is one of from. That of a name
// is not known.
func letsIn(cl *plan.Client, jump string, from []string) bool {
	for _, h := range cl.Hosts() {
		if h.Name != jump {
			continue
		}
		addr, err := netip.ParseAddr(h.HostName)
		return err == nil && slices.ContainsFunc(ranges(from), func(r netip.Prefix) bool { return r.Contains(addr.WithZone("")) })
	}
	return false
}
