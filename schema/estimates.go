package schema

import (
	"math"
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// text returns a text argument, "" for all else.
func text(v cty.Value) string {
	v, _ = v.Unmark()
	if v.IsNull() || !v.IsKnown() || v.Type() != cty.String {
		return ""
	}
	return v.AsString()
}

// whole returns a number argument, which may be a text, as an int. What is too
// large for one is the largest.
func whole(v cty.Value) int {
	v, _ = v.Unmark()
	f := 0.0
	switch {
	case v.IsNull() || !v.IsKnown():
	case v.Type() == cty.Number:
		f, _ = v.AsBigFloat().Float64()
	case v.Type() == cty.String:
		f, _ = strconv.ParseFloat(v.AsString(), 64)
	}
	if f >= math.MaxInt32 {
		return math.MaxInt32
	}
	return max(0, int(f))
}

// size is the weight of a value that was weighed already, up to what no budget
// has.
func size(v cty.Value) int {
	s := scale{left: baseBudget}
	s.value(v, 0)
	return s.units
}

// sum adds without overflow.
func sum(costs ...int) (total int) {
	for _, c := range costs {
		total += min(c, math.MaxInt32)
	}
	return min(total, math.MaxInt32)
}

// timesOf multiplies without overflow.
func timesOf(a, b int) int { return min(max(0, a), math.MaxInt32) * min(max(0, b), math.MaxInt32) }

// bytesCost is what a text of n bytes costs that is made in several copies.
func bytesCost(n int) int { return n / bytesPer * 2 }

func graphemes(a []cty.Value) int { return len(text(a[0])) }

// each calls f for every element of a list or map, or for v where it is none.
func each(v cty.Value, f func(cty.Value)) {
	v, _ = v.Unmark()
	if length(v) == 0 {
		f(v)
		return
	}
	for it := v.ElementIterator(); it.Next(); {
		_, e := it.Element()
		f(e)
	}
}

var digits = regexp.MustCompile(`[0-9]+`)

// formatted estimates format and formatlist. Widths and precisions pad, all of
// them together; a verb can take an argument that another took; and what is no
// list is taken for each element of those that are.
func formatted(a []cty.Value) int {
	format, rounds := text(a[0]), 1
	for _, v := range a[1:] {
		rounds = max(rounds, length(v))
	}
	one, verbs := elementCost, strings.Count(format, "%")
	for _, d := range digits.FindAllString(format, -1) {
		width, err := strconv.Atoi(d)
		if err != nil {
			width = math.MaxInt32
		}
		one = sum(one, bytesCost(width))
	}
	cost := timesOf(rounds, one)
	for _, v := range a[1:] {
		times := verbs
		if length(v) == 0 {
			times = timesOf(verbs, rounds)
		}
		cost = sum(cost, timesOf(times, size(v)))
	}
	return cost
}

func joined(a []cty.Value) int {
	n := 0
	for _, list := range a[1:] {
		n += length(list)
	}
	return bytesCost(timesOf(n, len(text(a[0]))))
}

// matching estimates a search. The engine takes up to a step for each byte and
// each instruction of the pattern; a search for all matches can begin anew at
// each byte.
func matching(pattern, in cty.Value, all bool) int {
	n, instructions := 1+len(text(in)), 0
	if re, err := syntax.Parse(text(pattern), syntax.Perl); err == nil {
		instructions = program(re)
	}
	work := timesOf(n, instructions) / 8
	if all {
		work = timesOf(work, 1+n/8)
	}
	return sum(sum(timesOf(instructions, 4), 100), work)
}

// program returns about how many instructions a pattern becomes. A repetition
// repeats them.
func program(re *syntax.Regexp) int {
	n := 1 + len(re.Rune)/8
	for _, sub := range re.Sub {
		n = sum(n, program(sub))
	}
	if re.Op == syntax.OpRepeat {
		n = timesOf(n, max(re.Min, re.Max, 1))
	}
	return n
}

// products estimates setproduct. A product of sets is a set.
func products(a []cty.Value) int {
	total, sets := 1, false
	for _, v := range a {
		total = timesOf(1, timesOf(total, length(v)))
		sets = sets || v.Type().IsSetType()
	}
	cost := timesOf(total, elementCost+len(a))
	for _, v := range a {
		cost = sum(cost, timesOf(total/max(1, length(v)), size(v)))
	}
	if sets {
		cost = sum(cost, timesOf(total, setPrice), timesOf(total, total)/256)
	}
	return cost
}

// comparing estimates distinct, which compares each with each.
func comparing(a []cty.Value) int {
	n, primitive := length(a[0]), true
	each(a[0], func(e cty.Value) { primitive = primitive && e.Type().IsPrimitiveType() })
	cost := timesOf(n, 4*n)
	if !primitive {
		cost = sum(cost, timesOf(n, size(a[0])))
	}
	return cost
}

// brackets returns how deep the brackets of a JSON text nest, or more.
func brackets(s string) int {
	deep, deepest := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '[', '{':
			deep++
			deepest = max(deepest, deep)
		case ']', '}':
			deep--
		}
	}
	return deepest
}
