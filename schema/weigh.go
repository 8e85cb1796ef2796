package schema

import (
	"github.com/zclconf/go-cty/cty"
)

// maxNesting is how deep lists and maps may stand in each other. cty recurses
// over values and their types in nearly everything that it does.
const maxNesting = 64

// weight is what is known of a value after a walk over it.
type weight struct {
	units    int  // of work, to look at all of it once
	elements int  // in it, on all levels, itself included
	digits   int  // what it costs to convert its long texts to numbers
	fromFile bool // a part of it came out of file()
	unknown  bool // a part of it is not known
	deep     bool // it nests deeper than maxNesting
	huge     bool // a number in it is too large or too small
}

// weigh looks at all of v and pays for it. What stands in v several times counts
// as often, because whoever walks the value meets it as often.
func (b *Budget) weigh(v cty.Value) weight {
	s := scale{left: int(b.Left())}
	s.value(v, 0)
	b.Spend(s.units)
	return s.weight
}

// scale is a walk over a value, which ends early where the budget does.
type scale struct {
	weight
	left int
}

func (s *scale) value(v cty.Value, depth int) {
	s.units++
	s.elements++
	if v.IsMarked() {
		s.fromFile = true
		v, _ = v.Unmark()
	}
	switch {
	case !v.IsKnown():
		s.unknown = true
	case v.IsNull():
	case v.Type() == cty.String:
		n := len(v.AsString())
		s.units += n / bytesPer
		if n > maxDigits {
			s.digits = sum(s.digits, timesOf(n, n)/maxDigits)
		}
	case v.Type() == cty.Number:
		f := v.AsBigFloat()
		if !printable(f) {
			s.huge = true
			return
		}
		s.units += max(f.MantExp(nil), -f.MantExp(nil)) / (8 * bytesPer)
	case !v.CanIterateElements():
	case depth == maxNesting:
		s.deep = true
	default:
		s.units += containerCost
		if v.Type().IsSetType() { // is sorted to be looked at
			s.units += setCost * v.LengthInt()
		}
		for it := v.ElementIterator(); s.units <= s.left && !s.deep && it.Next(); {
			k, e := it.Element()
			if k.Type() == cty.String && !v.Type().IsSetType() {
				s.units += keyCost + len(k.AsString())/bytesPer
			}
			s.value(e, depth+1)
		}
	}
}

// length returns how many elements v has, 0 for what is no list or map.
func length(v cty.Value) int {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() || !v.CanIterateElements() {
		return 0
	}
	return v.LengthInt()
}
