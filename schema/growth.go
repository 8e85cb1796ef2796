package schema

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
)

// maxResult is the most that one call of a function may make, in elements or
// bytes. A short expression could otherwise ask for more than any machine has.
const maxResult = 1 << 26

// growth estimates what a call makes, for functions that can make much more
// than they are given.
var growth = map[string]func(args []cty.Value) float64{
	"format":     func(args []cty.Value) float64 { return widest(args[0].AsString()) },
	"formatlist": func(args []cty.Value) float64 { return widest(args[0].AsString()) },
	"indent": func(args []cty.Value) float64 {
		spaces, _ := args[0].AsBigFloat().Float64()
		return spaces * float64(1+strings.Count(args[1].AsString(), "\n"))
	},
	"join": func(args []cty.Value) float64 {
		n := 0
		for _, list := range args[1:] {
			n += list.LengthInt()
		}
		return float64(n) * float64(len(args[0].AsString()))
	},
	"regex_replace": func(args []cty.Value) float64 {
		return float64(1+len(args[0].AsString())) * float64(len(args[2].AsString()))
	},
	"replace": func(args []cty.Value) float64 {
		return float64(strings.Count(args[0].AsString(), args[1].AsString())) * float64(len(args[2].AsString()))
	},
	"setproduct": func(args []cty.Value) float64 {
		n := float64(len(args))
		for _, set := range args {
			n *= float64(set.LengthInt())
		}
		return n
	},
}

var digits = regexp.MustCompile(`[0-9]+`)

// widest returns the greatest number in a format: widths and precisions are
// all that makes its result long.
func widest(format string) float64 {
	most := 0.0
	for _, d := range digits.FindAllString(format, -1) {
		n, _ := strconv.ParseFloat(d, 64)
		most = math.Max(most, n)
	}
	return most
}

// limited returns f, which refuses what would make too much.
func limited(f function.Function, estimate func([]cty.Value) float64) function.Function {
	return function.New(&function.Spec{
		Params: f.Params(), VarParam: f.VarParam(),
		Type: f.ReturnTypeForValues,
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			if estimate(args) > maxResult {
				return cty.NilVal, fmt.Errorf("the result would be larger than %d MiB", maxResult>>20)
			}
			return f.Call(args)
		},
	})
}
