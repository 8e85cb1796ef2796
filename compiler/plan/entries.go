package plan

// Entry is one line of a machines file: a builder, and what it is used for
// there. A builder with emulated systems has two entries with one store URI,
// so that they share their slots.
type Entry struct {
	*Builder
	// Alias tells the entries of one builder apart: the builder's name, or
	// that with "-emulated".
	Alias       string
	Emulated    bool
	Systems     []string
	SpeedFactor float64
}

// Entries returns the entries of the client's machines file in order: first
// every builder for its own systems, then those for emulated systems, because
// Nix prefers the earlier of two equal ones.
func (c *Client) Entries() []Entry { return entries(c.Builders) }

// DisabledEntries is Entries for the builders that are disabled.
func (c *Client) DisabledEntries() []Entry { return entries(c.Disabled) }

func entries(bs []*Builder) []Entry {
	out := make([]Entry, 0, len(bs))
	for _, b := range bs {
		out = append(out, Entry{Builder: b, Alias: b.Name, Systems: b.Systems, SpeedFactor: b.SpeedFactor})
	}
	for _, b := range bs {
		if len(b.EmulatedSystems) > 0 {
			out = append(out, Entry{
				Builder: b, Alias: b.Name + "-emulated", Emulated: true,
				Systems: b.EmulatedSystems, SpeedFactor: b.EmulatedSpeedFactor,
			})
		}
	}
	return out
}
