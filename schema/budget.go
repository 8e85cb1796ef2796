package schema

import (
	"cmp"
	"math"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// A Budget is what the expressions of an inventory may still do, in units of
// work, each of about 100 nanoseconds on a slow machine. One is shared by
// everything that is evaluated in a run, so that a short inventory cannot take
// the machine, however it spreads what it does. It counts instead of looking
// at a clock, so the same inventory always ends at the same place.
//
// The text of the inventory counts for nothing: whoever writes ten thousand
// blocks has a budget that grows with them.
type Budget struct {
	base  int64 // baseBudget, but in tests
	left  atomic.Int64
	fault atomic.Pointer[hcl.Diagnostic]
}

// baseBudget is what a short inventory may do. It takes about a second.
const baseBudget = 12 << 20

// What things cost, in units.
const (
	nodeCost      = 2  // one operator, call, bracket or step that is evaluated
	loopCost      = 6  // one round of a loop
	objectRounds  = 4  // how many of these one is that makes an object
	elementCost   = 16 // one new element of a list or map; it takes up to 200 bytes
	callCost      = 15 // of a function, beside its price
	argumentCost  = 2  // of each argument
	containerCost = 3  // to begin to look at a list or map
	keyCost       = 2  // to look at a key of a map, in order
	setCost       = 40 // to look at an element of a set, in order
	unifyCost     = 4  // one unit for so many comparisons of types
	errorCost     = 32 // an error that `try` may drop again
	fileCost      = 200
	bytesPer      = 4 // bytes of text for one unit
)

// Reset begins a run over an inventory of that many bytes.
func (b *Budget) Reset(textSize int) {
	b.left.Store(cmp.Or(b.base, baseBudget) + int64(textSize))
	b.fault.Store(nil)
}

// TestOnlyBase lets a short inventory do n units in the next runs, so that
// fuzzing sees many inputs that spend all.
func (b *Budget) TestOnlyBase(n int64) { b.base = n }

// Spend takes n units. It returns false when they are not there; then nothing
// is left at all.
func (b *Budget) Spend(n int) bool {
	if b.left.Add(-int64(min(n, math.MaxInt32))) < 0 {
		b.left.Store(-1)
		return false
	}
	return true
}

// Spent reports whether the budget was overdrawn.
func (b *Budget) Spent() bool { return b.left.Load() < 0 }

// Left returns what can still be spent, to give to Restore.
func (b *Budget) Left() int64 { return b.left.Load() }

// Restore takes back what was spent since Left returned left.
func (b *Budget) Restore(left int64) {
	b.left.Store(left)
	b.fault.Store(nil)
}

// Refuse returns the one diagnostic about an overdrawn budget. Its place is
// that of the first call in the run.
func (b *Budget) Refuse(at hcl.Range) hcl.Diagnostics {
	if b.fault.Load() == nil {
		b.fault.CompareAndSwap(nil, diag.New(diag.ExpressionLimit, at,
			"Here the inventory has used up what its expressions may do: they make or look at more than any inventory has a use for. What comes after this is not evaluated. Make lists shorter, and loops over loops fewer."))
	}
	return hcl.Diagnostics{b.fault.Load()}
}
