package parallel_test

import (
	"sync/atomic"
	"testing"

	"github.com/buildmachines/buildmachines/internal/parallel"
)

func TestEachItemIsDoneOnce(t *testing.T) {
	for _, n := range []int{0, 1, 15, 16, 17, 1000} {
		done := make([]atomic.Int32, n)
		parallel.Each(n, func(i int) { done[i].Add(1) })
		for i := range done {
			if got := done[i].Load(); got != 1 {
				t.Errorf("item %d of %d was done %d times", i, n, got)
			}
		}
	}
}

func TestAPanicReachesTheCaller(t *testing.T) {
	defer func() {
		if r := recover(); r != "internal error: seven" {
			t.Errorf("recovered %v", r)
		}
	}()
	parallel.Each(100, func(i int) {
		if i == 7 {
			panic("internal error: seven")
		}
	})
	t.Error("Each returned")
}
