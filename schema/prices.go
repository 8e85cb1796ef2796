package schema

import (
	"cmp"
	"math"
	"strings"

	"github.com/zclconf/go-cty/cty"
)

// price is what a function costs.
type price struct {
	element int  // for each element of the arguments; 0 is usual
	deep    bool // for those on all levels
	// more is for functions that can do or make much more than they are given.
	// What is made is paid for when it is there, too; this sees to it that it is
	// not made first.
	more func(args []cty.Value) int
	// numbers is set where the function can make numbers of texts.
	numbers bool
	// gathers is set where the function itself makes lists, sets or maps of its
	// arguments.
	gathers bool
}

// usualPrice is what an element costs that most functions only look at. They
// do so several times: for marks, for types, to convert and to copy.
const usualPrice = 10

// deepPrice is what an element costs that is only looked at for marks.
const deepPrice = 4

// of returns what a call costs, in units, and whether an argument came out of a
// file.
func (p price) of(args []cty.Value) (cost int, fromFile bool) {
	element := cmp.Or(p.element, usualPrice)
	cost = callCost
	for _, a := range args {
		s := scale{left: baseBudget}
		s.value(a, 0)
		fromFile = fromFile || s.fromFile
		n := length(a)
		if p.deep {
			n = s.elements - 1
		}
		cost = sum(cost, argumentCost, s.units, timesOf(n, element), timesOf(s.elements-n, deepPrice))
		if p.numbers {
			cost = sum(cost, s.digits)
			each(a, func(e cty.Value) {
				if hasLongExponent([]byte(text(e))) {
					cost = math.MaxInt32
				}
			})
		}
	}
	if p.more != nil {
		cost = sum(cost, p.more(args))
	}
	return cost, fromFile
}

// prices were measured, and are those of the slower of several ways.
var prices = map[string]price{
	"format": {deep: true, more: formatted}, "formatlist": {element: 15, deep: true, more: formatted},
	"indent": {more: func(a []cty.Value) int {
		return bytesCost(timesOf(whole(a[0]), 1+strings.Count(text(a[1]), "\n")))
	}},
	"join": {more: joined},
	"replace": {more: func(a []cty.Value) int {
		return bytesCost(timesOf(strings.Count(text(a[0]), text(a[1])), len(text(a[2]))))
	}},
	"regex":    {more: func(a []cty.Value) int { return matching(a[0], a[1], false) }},
	"regexall": {more: func(a []cty.Value) int { return matching(a[0], a[1], true) }},
	"regex_replace": {more: func(a []cty.Value) int {
		return sum(matching(a[1], a[0], true), bytesCost(timesOf(2*len(text(a[0]))+2, len(text(a[2])))))
	}},
	"distinct": {deep: true, more: comparing}, "contains": {deep: true}, "concat": {element: 15}, "merge": {element: 30}, "zipmap": {element: 20},
	"toset": {element: 30, deep: true, more: hashing, gathers: true}, "tolist": {deep: true, gathers: true}, "tomap": {deep: true, gathers: true},
	"setunion": {element: setPrice, deep: true, more: hashing}, "setintersection": {element: setPrice, deep: true, more: hashing},
	"setsubtract": {element: setPrice, deep: true, more: hashing}, "setproduct": {deep: true, more: products, gathers: true},
	"flatten":   {element: 15, deep: true},
	"chunklist": {more: func(a []cty.Value) int { return timesOf(length(a[0]), elementCost) }},
	"split":     {more: func(a []cty.Value) int { return timesOf(strings.Count(text(a[1]), text(a[0])), elementCost) }},
	"jsondecode": {more: func(a []cty.Value) int {
		s := text(a[0])
		return sum(200, timesOf(len(s), 10+brackets(s)))
	}},
	"jsonencode": {element: 40, deep: true, more: func(a []cty.Value) int { return timesOf(size(a[0]), 6) }},
	"csvdecode":  {more: func(a []cty.Value) int { return timesOf(len(text(a[0])), 10) }},
	"strlen":     {more: graphemes}, "substr": {more: graphemes}, "strrev": {more: graphemes}, "chomp": {more: graphemes},
	"trim": {more: func(a []cty.Value) int { return timesOf(len(text(a[0])), len(text(a[1]))) / 8 }},
}

// numeric are the functions that take numbers, or texts for them.
var numeric = []string{
	"abs", "ceil", "chunklist", "element", "floor", "format", "formatlist", "indent", "int", "log", "max", "min",
	"parseint", "pow", "range", "signum", "slice", "substr", "tonumber",
}

// setPrice is what it costs to make an element one of a set that others are
// taken from.
const setPrice = 400
