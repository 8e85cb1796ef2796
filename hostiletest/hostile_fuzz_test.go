package hostiletest

import (
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/schema"
)

// realSample is how many texts that are carried are read by fastReaders alone,
// for each that the real programs read, too: they take a second for it.
const realSample = 5000

// FuzzHostileText is the same for any text and place, in one syntax or the
// other.
func FuzzHostileText(f *testing.F) {
	public := counterpart.NewPublicKey(f, "ed25519")
	all := slots(f)
	plain := put(f, base, slot{}, "", public)
	fast := fastReaders{plain}
	for i := range all {
		f.Add(i, texts[i%len(texts)])
		f.Add(i, texts[(i*7+3)%len(texts)])
	}
	carried := 0
	f.Fuzz(func(t *testing.T, i int, s string) {
		if i < 0 || i >= 2*len(all) || len(s) > 30_000 {
			t.Skip("no place, or only longer")
		}
		at, syntax := all[i%len(all)], schema.HCL
		if i >= len(all) {
			syntax = schema.TOML
		}
		r := putAs(t, base, at, s, public, syntax)
		if r.files == nil {
			return
		}
		fast.check(t, at, s, r)
		if carried++; carried%realSample == 0 {
			readers := newReaders(t, plain)
			readers.check(t, at, s, r)
			readers.checkMachines(t)
			readers.setups.finish(t)
		}
	})
}

// What the fast readers accept in the fuzzing is what they were made for: they
// read all that the test of real programs reads.
func TestFastReadersReadEveryText(t *testing.T) {
	t.Parallel()
	public := counterpart.NewPublicKey(t, "ed25519")
	fast := fastReaders{put(t, base, slot{}, "", public)}
	for _, at := range slots(t) {
		for _, s := range texts {
			if r := putAs(t, base, at, s, public, schema.TOML); r.files != nil {
				fast.check(t, at, s, r)
			}
		}
	}
}
