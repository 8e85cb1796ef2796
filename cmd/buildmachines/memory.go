package main

import (
	"math"
	"runtime"
	"runtime/debug"
)

// quietHeap is how much is allocated before any garbage is collected, in bytes.
const quietHeap = 176 << 20

// collectLate keeps the collector away from short runs, which end before they
// have used much memory. The first collection, at quietHeap, sets it back to
// what Go does by default, so that a large inventory pays as it would have.
func collectLate() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(quietHeap)
	runtime.SetFinalizer(&struct{ _ *int }{}, func(any) {
		debug.SetGCPercent(50)
		debug.SetMemoryLimit(math.MaxInt64)
	})
}
