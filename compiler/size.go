package compiler

import "github.com/zclconf/go-cty/cty"

// maxSize is how much one local may hold: its elements, and the bytes of its
// texts. Locals that are each twice the one before outgrow any machine.
const maxSize = 1 << 24

// tooLarge reports whether v holds more than maxSize. What stands in it several
// times counts as often, because whoever walks the value meets it as often.
func tooLarge(v cty.Value) bool { return room(v, maxSize) < 0 }

// room returns what v leaves of left. Below zero it stops counting.
func room(v cty.Value, left int) int {
	left--
	switch {
	case left < 0 || v.IsNull() || !v.IsKnown():
	case v.Type() == cty.String:
		left -= len(v.AsString())
	case v.CanIterateElements():
		for it := v.ElementIterator(); left >= 0 && it.Next(); {
			_, e := it.Element()
			left = room(e, left)
		}
	}
	return left
}
