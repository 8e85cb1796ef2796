package secret

import (
	"bytes"
	"strings"
	"testing"
)

// The search for all markers at once finds what the search for each would.
func FuzzHasMarker(f *testing.F) {
	for _, m := range markers {
		for before := range 2 * window {
			f.Add([]byte(strings.Repeat("x", before)+string(m.text)+"y"), 0)
		}
		f.Add(bytes.Repeat(m.text[:len(m.text)-1], 3), 1)
	}
	f.Fuzz(func(t *testing.T, b []byte, which int) {
		m := markers[uint(which)%uint(len(markers))].text
		for _, b := range [][]byte{b, append(b[:len(b):len(b)], m...), append(bytes.Clone(m[1:]), b...)} {
			want := false
			for _, m := range markers {
				want = want || bytes.Contains(b, m.text)
			}
			if got := hasMarker(b); got != want {
				t.Fatalf("%q: %v", b, got)
			}
		}
	})
}
