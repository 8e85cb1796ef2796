package install

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/buildmachines/buildmachines/secret"
)

// Rollback returns the plan that undoes the last install of a client. It is
// without changes if there is none. Files that somebody changed since are
// refused, or overwritten with force.
func (h *Host) Rollback(client string, force bool) (*Plan, error) {
	st, err := h.readState(client)
	if err != nil {
		return nil, err
	}
	p := &Plan{host: h, client: client, from: st, undo: true, force: force}
	if st.Generation == 0 {
		return p, nil
	}
	r, found, err := h.readRecord(client, st.Generation)
	if err == nil && !found {
		err = fmt.Errorf("the record of generation %d in %s is gone", st.Generation, h.show(folder(client)))
	}
	if err != nil {
		return nil, err
	}
	for i, s := range slices.Backward(r.Steps) {
		if s.Op == opMkdir {
			continue
		}
		if err := p.unstep(i, s, r.Before.Files[s.Path]); err != nil {
			return nil, err
		}
	}
	p.sort()
	return p, nil
}

// unstep adds the undoing of step i. Before it, a file of ours had the hash
// wrote.
func (p *Plan) unstep(i int, s step, wrote string) (err error) {
	h := p.host
	at, err := h.place("/" + s.Path)
	if err != nil {
		return err
	}
	var now, old []byte
	if at.info != nil {
		if now, err = h.read(at.path); err != nil {
			return err
		}
	}
	if s.Had {
		if old, err = h.backedUp(p.client, p.from.Generation, i); err != nil {
			return err
		}
	}
	shown := h.show(s.Path)
	want, acts := s.undone(now, old, p.force)
	switch {
	case acts && want == nil:
		p.Removed = append(p.Removed, shown)
	case acts:
		p.Written = append(p.Written, shown)
	case s.Op != opLine && now != nil && !bytes.Equal(now, old):
		p.Refused = append(p.Refused, shown)
		return nil
	default:
		return nil
	}
	s.old, s.next = now, want
	foreign := func(b []byte, hash string) bool { return sum(b) != hash && secret.MayHold(string(b)) }
	s.hidden = s.Op != opLine && (foreign(now, s.New) || foreign(old, wrote))
	p.steps = append(p.steps, s)
	return nil
}

// rollBack undoes the last install. From its first record on it is finished,
// by the next run if need be.
func (h *Host) rollBack(client string, st state) error {
	r, found, err := h.readRecord(client, st.Generation)
	if err == nil && !found {
		err = fmt.Errorf("the record of generation %d in %s is gone", st.Generation, h.show(folder(client)))
	}
	if err != nil {
		return err
	}
	at := folder(client) + "/state.json"
	st.RollingBack = true
	if err := h.writeJSON(at, fileMode, st); err != nil {
		return err
	}
	if err := h.undoSteps(client, st.Generation, r.Steps, st.Forced); err != nil {
		return err
	}
	if err := fault("commit", client); err != nil {
		return err
	}
	to := r.Before
	to.Last, to.Generation = st.Last, 0
	if err := h.writeJSON(at, fileMode, to); err != nil {
		return err
	}
	_ = h.sweep(client, to) // litter, which the next run removes in any case
	return nil
}

// Recover undoes the installs, and finishes the rollbacks, that were
// interrupted. It returns the clients whose they were.
func (h *Host) Recover() (recovered []string, err error) {
	clients, err := h.Installed()
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		again, err := h.interrupted(c)
		if err == nil && again {
			recovered = append(recovered, c)
			err = h.recover(c)
		}
		if err != nil {
			return recovered, err
		}
	}
	return recovered, nil
}

func (h *Host) interrupted(client string) (bool, error) {
	st, err := h.readState(client)
	if err != nil {
		return false, err
	}
	all, err := h.generations(client)
	return st.RollingBack || len(all) > 0 && all[len(all)-1] > st.Last, err
}

func (h *Host) recover(client string) error {
	unlock, err := h.lock()
	if err != nil {
		return err
	}
	defer unlock()
	st, err := h.readState(client) // again, now that nobody else is at it
	if err != nil {
		return err
	}
	if st.RollingBack {
		return h.rollBack(client, st)
	}
	all, err := h.generations(client)
	if err != nil {
		return err
	}
	for _, n := range slices.Backward(all) {
		if n > st.Last {
			if err := h.undoGeneration(client, n); err != nil {
				return err
			}
		}
	}
	return h.sweep(client, st)
}
