package schema

import (
	"errors"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/convert"
	"github.com/zclconf/go-cty/cty/function"
)

// errSpent is never shown: the call itself reports the budget.
var errSpent = errors.New("the budget is spent")

// limited returns f, which pays its price before it works.
func (b *Budget) limited(f function.Function, p price) function.Function {
	params, more := f.Params(), f.VarParam()
	spec := &function.Spec{Type: function.StaticReturnType(cty.DynamicPseudoType)}
	for i := range params {
		spec.Params = append(spec.Params, open(&params[i]))
	}
	if more != nil {
		p := open(more)
		spec.VarParam = &p
	}
	spec.Impl = func(args []cty.Value, _ cty.Type) (cty.Value, error) {
		cost, marked := p.of(args)
		if !b.Spend(cost) {
			return cty.NilVal, errSpent
		}
		c := conversion{budget: b, args: args, gathers: p.gathers, marked: marked}
		for i := range args {
			param := more
			if i < len(params) {
				param = &params[i]
			}
			if err := c.convert(i, param); err != nil {
				return cty.NilVal, err
			}
		}
		v, err := f.Call(c.args)
		if err != nil || len(c.marks) == 0 {
			return v, err
		}
		return v.WithMarks(c.marks...), nil
	}
	return function.New(spec)
}

// open returns a parameter that takes everything as it is, so that nothing is
// converted before it is paid for.
func open(p *function.Parameter) function.Parameter {
	return function.Parameter{
		Name: p.Name, Type: cty.DynamicPseudoType,
		AllowNull: true, AllowUnknown: true, AllowDynamicType: true, AllowMarked: true,
	}
}

// conversion makes the arguments of a call what the function takes.
type conversion struct {
	budget *Budget
	args   []cty.Value
	marks  []cty.ValueMarks

	gathers bool // the function makes collections of its arguments
	marked  bool // some of them are
}

// convert converts an argument, as hcl would. Marks are taken off here, because
// cty copies all arguments once for every one that has any.
func (c *conversion) convert(i int, p *function.Parameter) error {
	v := c.args[i]
	if p.Type.IsCollectionType() || c.gathers {
		var alike bool
		if v, alike = uniform(v); !alike && !c.budget.Spend(unifying(v)) {
			return errSpent
		}
	}
	v, err := convert.Convert(v, p.Type)
	if err != nil {
		return function.NewArgError(i, err)
	}
	if c.marked && !p.AllowMarked && v.ContainsMarked() {
		plain, marks := v.UnmarkDeep()
		v = plain
		c.marks = append(c.marks, marks)
	}
	c.args[i] = v
	return nil
}

// uniform returns a list for a tuple and a map for an object whose elements
// have one type, and whether v is of that kind, or a collection. cty would
// compare the type of each element with that of each other.
func uniform(v cty.Value) (cty.Value, bool) {
	plain, marks := v.Unmark()
	ty := plain.Type()
	if plain.IsNull() || !plain.IsKnown() || !ty.IsTupleType() && !ty.IsObjectType() {
		return v, true
	}
	if plain.LengthInt() == 0 || !oneType(plain) {
		return v, false
	}
	if ty.IsTupleType() {
		return cty.ListVal(plain.AsValueSlice()).WithMarks(marks), true
	}
	return cty.MapVal(plain.AsValueMap()).WithMarks(marks), true
}

// oneType reports whether all elements of v have the same type, which is known.
func oneType(v cty.Value) bool {
	first := cty.NilType
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		if first == cty.NilType {
			first = e.Type()
		}
		if e.Type().HasDynamicTypes() || !e.Type().Equals(first) {
			return false
		}
	}
	return true
}
