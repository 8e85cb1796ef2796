package schema

import (
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/secret"
)

func (d *decoder) wrongType(r *Row, v cty.Value, at hcl.Range) {
	if r.Type == Text && v.Type() == cty.String {
		return
	}
	d.add(diag.WrongType, at, "%s is a %s, and this is %s.%s", r.Name, r.Type, friendlyType(v), typeHint(r, v))
}

func (v *Value[T]) decode(d *decoder, r *Row, a *hcl.Attribute) {
	before, at := len(d.diags), a.Expr.Range()
	v.evaluate(d, r, a.Expr)
	v.At = at
	if d.diags[before:].HasErrors() {
		*v = Value[T]{At: at, State: Refused}
	}
}

func (v *Value[T]) evaluate(d *decoder, r *Row, expr hcl.Expression) {
	at := expr.Range()
	c, ok := d.value(expr, &v.State)
	if !ok {
		return
	}
	v.FromFile = d.fromFile
	switch p := any(&v.V).(type) {
	case *bool:
		ok = c.Type() == cty.Bool
		if ok {
			*p = c.True()
		}
	case *int:
		ok = c.Type() == cty.Number
		if ok {
			*p = d.whole(r, c.AsBigFloat(), at)
		}
	case *float64:
		ok = c.Type() == cty.Number
		if ok {
			*p = d.number(r, c.AsBigFloat(), at)
		}
	case *string:
		ok = c.Type() == cty.String
		if ok {
			*p = d.text(r, c.AsString(), at)
		}
	}
	if !ok {
		d.wrongType(r, c, at)
	}
}

// whole checks a whole number against the range of its row.
func (d *decoder) whole(r *Row, f *big.Float, at hcl.Range) int {
	if !f.IsInt() && !f.IsInf() {
		d.add(diag.OutOfRange, at, "%s is a whole number.", r.Name)
		return 0
	}
	return int(d.number(r, f, at))
}

func (d *decoder) number(r *Row, f *big.Float, at hcl.Range) float64 {
	n, _ := f.Float64()
	if r.Max <= r.Min || n >= r.Min && n <= r.Max {
		return n
	}
	if r.Name == "max_jobs" && d.place&Everywhere != 0 && n == 0 {
		d.add(diag.MaxJobsZero, at, "Nix takes a builder without slots for one that is always busy, and builds wait for it for ever. Use enable = false to leave it out.")
		return 0
	}
	why := ""
	if f.IsInf() {
		why = ", and this is infinite: something was divided by zero"
	}
	d.add(diag.OutOfRange, at, "%s is a number from %s to %s%s.", r.Name, number(r.Min), number(r.Max), why)
	return 0
}

// text checks one text: first what no target can carry, then its row.
func (d *decoder) text(r *Row, s string, at hcl.Range) string {
	if r.canon == nil {
		if p := check.Text(s); p != nil {
			d.problem(p, at)
			return ""
		}
	}
	if len(r.Choices) > 0 && !slices.Contains(r.Choices, s) {
		d.add(diag.InvalidChoice, at, "%s is one of %s, not %s.%s", r.Name, choices(r.Choices), diag.Quote(s), didYouMean(s, r.Choices))
		return ""
	}
	if r.check.of != nil {
		if p := r.check.of(d.Known, s); p != nil {
			d.problem(p, at)
			if diag.Lookup(p.Code).Severity == diag.Error {
				return ""
			}
		}
	}
	if r.canon != nil {
		return r.canon(s)
	}
	if r.Type == Text && r.check.of == nil && len(r.Choices) == 0 {
		d.nameless(s, at)
	}
	return s
}

// nameless warns of what may be a key in a text that may be anything: a command,
// or the value of an option.
func (d *decoder) nameless(s string, at hcl.Range) {
	switch n := secret.FindNameless(s); n {
	case secret.WireGuard:
		d.add(diag.MayBePrivateKey, at, "The value holds 32 bytes in base64 that may be %s: they have the bits that only such keys and one in 32 other values have. If they are one, take it out, make a new one, because this one may have been read, and let the command read it from a file.", n)
	case secret.Half:
		d.add(diag.MayBeKey, at, "The value holds what may be %s, in base64. If it is secret, take it out, make a new one, because this one may have been read, and let the command read it from a file. What is public may stay.", n)
	}
}
