package secret

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// window is the length of the shortest marker: of every marker, the search looks
// at as much.
const window = 14

// stride is how many places there are for four bytes in a window, so that one of
// any stride of places after another is in it.
const stride = window - 3

// places says, for four bytes, where they are in the windows of markers: bit i is
// for place i.
var places = func() (t [1 << 15]uint16) {
	for _, m := range markers {
		for i := range stride {
			t[quad(m.text[i:])] |= 1 << i
		}
	}
	return t
}()

// quad is the index in places of the first four bytes of b. Few others have the
// same: the multiplier is that of Fibonacci hashing (Knuth, volume 3, 6.4).
func quad(b []byte) uint32 { return binary.LittleEndian.Uint32(b) * 0x9e3779b1 >> (32 - 15) }

// hasMarker reports whether b contains one of the markers. Outputs are large, so
// it looks for all of them at once, and at one place in a stride only.
func hasMarker(b []byte) bool {
	for at := stride - 1; at+4 <= len(b); at += stride {
		for set := places[quad(b[at:])]; set != 0; set &= set - 1 {
			// What is common in a text, such as "ssh-", is seldom behind what a
			// marker begins with.
			begin := b[at-bits.TrailingZeros16(set):]
			if places[quad(begin)]&1 != 0 && isMarker(begin) {
				return true
			}
		}
	}
	return false
}

func isMarker(b []byte) bool {
	for _, m := range markers {
		if bytes.HasPrefix(b, m.text) {
			return true
		}
	}
	return false
}
