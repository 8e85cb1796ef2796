package install

import "slices"

// Item is one thing that is to be on the machine: a whole file of ours, or one
// line in a file of somebody else.
type Item struct {
	Path    string // absolute
	Content []byte // of the file; not used if there is a Line
	Line    string // our line: "!include ..." or "Include ..."
	First   bool   // the line is to be the first of the file, else the last
	Restart bool   // a running daemon does not notice a change of it
}

// Plan is what an install or a rollback would do. The lists are sorted, and
// hold paths as the user knows them.
type Plan struct {
	Written   []string // new, or replaced
	Unchanged []string // already as wanted
	Removed   []string // ours, and no longer wanted
	Kept      []string // ours, but changed by somebody since
	Refused   []string // wanted, but somebody else's: nothing can be applied

	host   *Host
	client string
	from   state // what was installed when the plan was made
	to     state
	force  bool // over what somebody changed since
	steps  []step
	undo   undoing
}

// undoing is the generation whose steps a plan undoes.
type undoing struct {
	generation int  // 0: the steps are to be taken
	unfinished bool // an install or a rollback of it has begun, and not ended
	record     record
}

// Client returns the client whose plan it is.
func (p *Plan) Client() string { return p.client }

// Changes reports whether there is anything to do on the machine.
func (p *Plan) Changes() bool { return len(p.steps) > 0 }

// NeedsRestart reports whether a running daemon will not notice the changes.
// It reads nix.conf once, and the machines file for every build (libstore
// globals.cc, build-remote.cc).
func (p *Plan) NeedsRestart() bool {
	return slices.ContainsFunc(p.steps, func(s step) bool { return s.Restart })
}

func (p *Plan) sort() {
	slices.Sort(p.to.Folders)
	for _, l := range [][]string{p.Written, p.Unchanged, p.Removed, p.Kept, p.Refused} {
		slices.Sort(l)
	}
}

// Plan compares the machine with items, which are in an order in which each may
// refer to those before it. With force, files that somebody else wrote or
// changed are replaced, too.
func (h *Host) Plan(client string, items []Item, force bool) (*Plan, error) {
	s := &survey{host: h, force: force, folders: map[string]bool{}, wanted: map[string]bool{}}
	if err := s.open(client); err != nil {
		return nil, err
	}
	for _, item := range items {
		if err := s.item(item); err != nil {
			return nil, err
		}
	}
	// A kept file may still refer to what no longer belongs.
	if len(s.Kept) > 0 {
		s.keepStale()
	} else if err := s.stale(); err != nil {
		return nil, err
	}
	s.sort()
	return &s.Plan, nil
}

// Stands reports whether an install of the client put a line into the file at
// an absolute path.
func (h *Host) Stands(client, abs string) (bool, error) {
	st, err := h.readState(client)
	if err != nil {
		return false, err
	}
	at, err := h.place(abs)
	return st.Lines[at.path] != "", err
}
