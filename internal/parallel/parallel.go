// Package parallel runs independent work on every processor.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Each calls f for every i from 0 to n-1, on every processor, and returns when
// all are done. A panic of f is one of Each.
func Each(n int, f func(i int)) {
	workers := runtime.GOMAXPROCS(0)
	// Small items are taken by the handful, a few large ones one by one.
	chunk := int64(min(max(n/(8*workers), 1), 64))
	var next atomic.Int64
	var wg sync.WaitGroup
	var fault atomic.Pointer[any]
	for range min(workers, n) {
		wg.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					fault.CompareAndSwap(nil, &r)
				}
			}()
			for start := next.Add(chunk) - chunk; start < int64(n); start = next.Add(chunk) - chunk {
				for i := start; i < min(start+chunk, int64(n)); i++ {
					f(int(i))
				}
			}
		})
	}
	wg.Wait()
	if r := fault.Load(); r != nil {
		panic(*r)
	}
}
