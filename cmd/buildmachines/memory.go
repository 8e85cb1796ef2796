package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
)

// quietHeap is how much is allocated before any garbage is collected, and
// largeHeap from when on memory is spent for time again, in bytes.
const (
	quietHeap = 176 << 20
	largeHeap = 280 << 20
)

// collectLate keeps the collector away from short runs, which end before they
// have used much memory. The first collection, at quietHeap, makes it eager,
// so that ten thousand builders fit into 300 MB; beyond largeHeap it works as
// Go's own default.
//
// Whoever sets GOGC or GOMEMLIMIT knows better.
func collectLate() {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(quietHeap)
	afterCollection(func() {
		debug.SetGCPercent(50)
		debug.SetMemoryLimit(math.MaxInt64)
		afterCollection(growWithHeap)
	})
}

func growWithHeap() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.HeapAlloc > largeHeap {
		debug.SetGCPercent(100)
		return
	}
	afterCollection(growWithHeap)
}

// afterCollection calls f, once, after the next collection.
func afterCollection(f func()) {
	runtime.SetFinalizer(&struct{ _ *int }{}, func(any) { f() })
}
