package schema

import (
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/check"
	"github.com/buildmachines/buildmachines/secret"
)

// maxItems bounds every list and map.
const maxItems = 10_000

// Decoder turns bodies into values by the tables of this package. It collects
// everything that is wrong and never stops at the first.
type Decoder struct {
	Known *Known
	// Files reads the files that attributes such as public_host_key_files
	// name, relative to the inventory.
	Files FileReader
	// Sources are the files of the inventory, for the names behind hcl's own
	// diagnostics.
	Sources *Sources
}

// decoder is a Decoder at work on one block.
type decoder struct {
	*Decoder
	ctx   *hcl.EvalContext
	place Place
	diags hcl.Diagnostics
}

func (d *decoder) add(code diag.Code, at hcl.Range, format string, args ...any) {
	d.diags = append(d.diags, diag.New(code, at, format, args...))
}

func (d *decoder) problem(p *check.Problem, at hcl.Range) {
	if p != nil {
		d.add(p.Code, at, "%s", p.Detail)
	}
}

// block decodes body into b by the table t.
func block[B any](d *decoder, t *Block[B], body hcl.Body, b *B) {
	content, diags := body.Content(t.body)
	for _, dg := range diags {
		d.diags = append(d.diags, explain(d.Sources, t, d.place, dg))
	}
	for i := range t.Attrs {
		attr := &t.Attrs[i]
		a := content.Attributes[attr.Name]
		if a == nil {
			continue
		}
		if attr.In&d.place == 0 {
			d.add(diag.MisplacedItem, a.NameRange, "%s", misplaced(attr.Name, attr.In, d.place))
			continue
		}
		if attr.HCLOnly {
			// The compiler evaluates for_each and name itself.
			if _, ok := body.(*hclsyntax.Body); !ok {
				d.add(diag.NotInThisSyntax, a.NameRange, "TOML has literal values only, and %s needs expressions. Write this block in a file in HCL, beside this one in the same folder.", attr.Name)
			}
			continue
		}
		attr.of(b).decode(d, &attr.Row, a)
	}
	subBlocks(d, t, content.Blocks, b)
}

func subBlocks[B any](d *decoder, t *Block[B], blocks hcl.Blocks, b *B) {
	if len(blocks) == 0 {
		return
	}
	first := make(map[string]hcl.Range, len(blocks))
	for _, hb := range blocks {
		i := slices.IndexFunc(t.Blocks, func(s SubBlock[B]) bool { return s.Name == hb.Type })
		sub := &t.Blocks[i]
		if sub.In&d.place == 0 {
			d.add(diag.MisplacedItem, hb.TypeRange, "%s", misplaced(sub.Name, sub.In, d.place))
			continue
		}
		id := sub.Name
		for _, l := range hb.Labels {
			id += "\x00" + l
		}
		if at, twice := first[id]; twice && !sub.Repeats {
			d.add(diag.DuplicateBlock, hb.DefRange, "This block is already declared at %s. Merge the two.", diag.Place(at))
			continue
		}
		first[id] = hb.DefRange
		sub.decode(d, b, hb)
	}
}

// value evaluates expr. It returns false when that failed or when the value is
// null, and says so in *state.
func (d *decoder) value(expr hcl.Expression, state *State) (cty.Value, bool) {
	v, diags := expr.Value(d.ctx)
	if diags.HasErrors() {
		d.diags = append(d.diags, EvaluationErrors(diags)...)
		return v, false
	}
	if v.IsNull() {
		*state = Null
		return v, false
	}
	if !v.IsWhollyKnown() {
		d.add(diag.Expression, expr.Range(), "The value is not known when the inventory is compiled.")
		return v, false
	}
	*state = Given
	return v, true
}

// EvaluationErrors gives hcl's own diagnostics a code, and drops the values
// that they carry.
func EvaluationErrors(diags hcl.Diagnostics) hcl.Diagnostics {
	out := make(hcl.Diagnostics, 0, len(diags))
	for _, dg := range diags {
		if diag.CodeOf(dg) != "" {
			out = append(out, dg)
			continue
		}
		at := hcl.Range{}
		if dg.Subject != nil {
			at = *dg.Subject
		}
		out = append(out, diag.New(diag.Expression, at, "%s", evaluationDetail(dg)))
	}
	return out
}

// evaluationDetail words a diagnostic of hcl's. Functions quote what they got.
func evaluationDetail(dg *hcl.Diagnostic) string {
	text := sentence(dg.Summary) + " " + sentence(dg.Detail)
	switch {
	case secret.MayHold(text):
		return sentence(dg.Summary) + " More is not shown, because it may hold a key."
	case dg.Summary == "Unknown variable":
		return text + " A text stands in quotes; a variable is var.NAME, a local local.NAME."
	}
	return text
}

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
	if r.check != nil {
		if p := r.check(d.Known, s); p != nil {
			d.problem(p, at)
			if diag.Lookup(p.Code).Severity == diag.Error {
				return ""
			}
		}
	}
	if r.canon != nil {
		return r.canon(s)
	}
	return s
}

func (l *List) decode(d *decoder, r *Row, a *hcl.Attribute) {
	before := len(d.diags)
	l.evaluate(d, r, a)
	if len(l.Items) == 0 && d.diags[before:].HasErrors() {
		l.State = Refused
	}
}

func (l *List) evaluate(d *decoder, r *Row, a *hcl.Attribute) {
	l.At = a.Expr.Range()
	if exprs, diags := hcl.ExprList(a.Expr); !diags.HasErrors() {
		l.State = Given
		if d.tooMany(r, len(exprs), l.At) {
			return
		}
		l.Items = make([]Item, 0, len(exprs))
		for _, e := range exprs {
			state := Absent
			if v, ok := d.value(e, &state); ok || state == Null {
				l.add(d, r, v, e.Range())
			}
		}
		l.refuseDoubles(d, r)
		return
	}
	v, ok := d.value(a.Expr, &l.State)
	if !ok {
		return
	}
	if ty := v.Type(); !ty.IsListType() && !ty.IsTupleType() && !ty.IsSetType() {
		d.wrongType(r, v, l.At)
		return
	}
	if d.tooMany(r, v.LengthInt(), l.At) {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		l.add(d, r, e, l.At)
	}
	l.refuseDoubles(d, r)
}

// add appends one element. One that is refused is left out.
func (l *List) add(d *decoder, r *Row, v cty.Value, at hcl.Range) {
	if v.IsNull() || v.Type() != cty.String {
		d.add(diag.WrongType, at, "%s is a %s, and an element of it is %s.", r.Name, r.Type, friendlyType(v))
		return
	}
	if s := d.text(r, v.AsString(), at); s != "" {
		l.Items = append(l.Items, Item{V: s, At: at, State: Given})
	}
}

func (l *List) refuseDoubles(d *decoder, r *Row) {
	if len(l.Items) < 2 {
		return
	}
	seen := make(map[string]bool, len(l.Items))
	for _, it := range l.Items {
		if seen[it.V] {
			d.add(diag.DuplicateItem, it.At, "%s has %s twice.", r.Name, diag.Quote(it.V))
		}
		seen[it.V] = true
	}
}

func (d *decoder) tooMany(r *Row, n int, at hcl.Range) bool {
	if n <= maxItems {
		return false
	}
	d.add(diag.TooManyItems, at, "%s has %d items; %d are allowed.", r.Name, n, maxItems)
	return true
}

func (m *Map) decode(d *decoder, r *Row, a *hcl.Attribute) {
	m.At = a.Expr.Range()
	if pairs, diags := hcl.ExprMap(a.Expr); !diags.HasErrors() {
		m.State = Given
		if d.tooMany(r, len(pairs), m.At) {
			return
		}
		for _, p := range pairs {
			var state State
			if k, ok := d.value(p.Key, &state); ok && k.Type() == cty.String {
				state = Absent
				v, _ := d.value(p.Value, &state)
				m.add(d, r, k.AsString(), p.Key.Range(), v, p.Value.Range(), state)
			} else if ok {
				d.add(diag.WrongType, p.Key.Range(), "A name in %s is a string.", r.Name)
			}
		}
		return
	}
	v, ok := d.value(a.Expr, &m.State)
	if !ok {
		return
	}
	if ty := v.Type(); !ty.IsMapType() && !ty.IsObjectType() {
		d.wrongType(r, v, m.At)
		return
	}
	if d.tooMany(r, v.LengthInt(), m.At) {
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		k, e := it.Element()
		state := Given
		if e.IsNull() {
			state = Null
		}
		m.add(d, r, k.AsString(), m.At, e, m.At, state)
	}
}

func (m *Map) add(d *decoder, r *Row, key string, keyAt hcl.Range, v cty.Value, at hcl.Range, state State) {
	if state == Absent {
		return // already reported
	}
	e := Entry{Key: key, KeyAt: keyAt, Value: Value[string]{At: at, State: state}}
	if !e.decode(d, r, v) {
		return
	}
	if i := m.index(e.Key); i >= 0 {
		d.add(diag.DuplicateItem, keyAt, "%s has %s twice.", r.Name, diag.Quote(e.Key))
		return
	}
	m.Entries = append(m.Entries, e)
}

// decode checks an entry whose value is v, and gives the key its one spelling.
// An entry that is null has only a key to check.
func (e *Entry) decode(d *decoder, r *Row, v cty.Value) bool {
	if d.text(r, e.Key, e.KeyAt) == "" {
		return false
	}
	if e.State == Given {
		s, ok := scalarText(r, v)
		if !ok {
			d.add(diag.WrongType, e.At, "A value in %s is %s, and this is %s.%s", r.Name, scalarName(r), friendlyType(v), scalarHint(v))
			return false
		}
		if s != "" && d.text(r, s, e.At) == "" {
			return false
		}
		e.V = s
	}
	key, p := r.entry(e.Key, e.V)
	switch {
	case p == nil, p.InValue && e.State == Null:
	case p.InValue:
		d.problem(p, e.At)
		return false
	default:
		d.problem(p, e.KeyAt)
		return false
	}
	e.Key = key
	return true
}

func scalarText(r *Row, v cty.Value) (string, bool) {
	if v.Type() == cty.String {
		return v.AsString(), true
	}
	if r.scalar == nil {
		return "", false
	}
	return r.scalar(v)
}
