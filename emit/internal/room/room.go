// Package room spares large files the growth of the buffers that take them.
package room

import "io"

// Make makes room for n bytes in w if w is a buffer. A buffer that grows by
// itself copies a large file several times. The file may well be longer or
// shorter than n.
func Make(w io.Writer, n int) {
	if b, ok := w.(interface{ Grow(n int) }); ok {
		b.Grow(n)
	}
}
