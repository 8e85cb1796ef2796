package schema

import (
	"slices"

	"github.com/zclconf/go-cty/cty"
)

// hashing estimates the making of sets. cty finds elements by their CRC, which
// anybody can make the same for as many as they like, and compares those that
// have one in common.
func hashing(a []cty.Value) int {
	cost, found := 0, buckets{}
	for _, v := range a {
		v, _ = v.UnmarkDeep()
		cost = sum(cost, timesOf(size(v), 4), found.add(v))
	}
	for _, b := range found {
		cost = sum(cost, timesOf(b.others, b.others))
	}
	return cost
}

// buckets are values by their hash.
type buckets map[int]*bucket

// bucket are values that have one hash: a few different ones, and how many
// there are that are none of these.
type bucket struct {
	few    []cty.Value
	others int
}

// fewValues is how many values of a bucket are kept. Fewer never cost much.
const fewValues = 8

// add adds the elements of v. It returns what the sets in them would cost.
func (b buckets) add(v cty.Value) (inner int) {
	if length(v) == 0 {
		return 0
	}
	each(v, func(e cty.Value) {
		hash := e.Hash()
		if b[hash] == nil {
			b[hash] = &bucket{}
		}
		b[hash].add(e)
		if length(e) > 1 {
			inner = sum(inner, hashing([]cty.Value{e}))
		}
	})
	return inner
}

func (b *bucket) add(v cty.Value) {
	switch {
	case slices.ContainsFunc(b.few, v.RawEquals):
	case len(b.few) < fewValues:
		b.few = append(b.few, v)
	default:
		b.others++
	}
}
