package install

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/buildmachines/buildmachines/secret"
)

// Rollback returns the plan that undoes the last install of a client. It is
// without changes if there is none. Files that somebody changed since are
// refused, or overwritten with force.
func (h *Host) Rollback(client string, force bool) (*Plan, error) {
	st, err := h.readState(client)
	if err != nil || st.Generation == 0 {
		return &Plan{host: h, client: client, from: st}, err
	}
	return h.undoing(client, st, undoing{generation: st.Generation}, force)
}

// Interrupted returns the plans that end what earlier runs have begun: they undo
// an install, and finish a rollback. Nothing else can be planned before they are
// applied. A plan may be without changes, and has to be applied all the same.
func (h *Host) Interrupted() (plans []*Plan, err error) {
	clients, err := h.Installed()
	if err != nil {
		return nil, err
	}
	for _, c := range clients {
		p, err := h.interrupted(c)
		if err != nil {
			return nil, err
		}
		if p != nil {
			plans = append(plans, p)
		}
	}
	return plans, nil
}

// interrupted returns nil where every run has ended.
func (h *Host) interrupted(client string) (*Plan, error) {
	st, err := h.readState(client)
	if err != nil {
		return nil, err
	}
	if st.RollingBack {
		return h.undoing(client, st, undoing{generation: st.Generation, unfinished: true}, st.Forced)
	}
	all, err := h.generations(client)
	if err != nil || len(all) == 0 || all[len(all)-1] <= st.Last {
		return nil, err
	}
	n := all[len(all)-1]
	if n != st.Last+1 {
		return nil, h.damaged(generation(client, n), fmt.Errorf("generation %d does not come after %d", n, st.Last))
	}
	return h.undoing(client, st, undoing{generation: n, unfinished: true}, false)
}

// undoing returns the plan that undoes a generation. Without a record no step of
// it was taken; only a generation that was committed must have one.
func (h *Host) undoing(client string, st state, u undoing, force bool) (*Plan, error) {
	r, found, err := h.readRecord(client, u.generation)
	if err == nil && !found && u.generation <= st.Last {
		err = fmt.Errorf("the record of generation %d in %s is gone", u.generation, h.show(folder(client)))
	}
	if err != nil {
		return nil, err
	}
	u.record = r
	p := &Plan{host: h, client: client, from: st, undo: u, force: force}
	for i, s := range slices.Backward(r.Steps) {
		if s.Op == opMkdir || s.Op == opRmdir {
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
func (p *Plan) unstep(i int, s step, wrote string) error {
	h := p.host
	at, err := h.place("/" + s.Path)
	if err != nil {
		return err
	}
	now, old, err := h.twoContents(p.client, p.undo.generation, i, s, at)
	if err != nil {
		return err
	}
	shown := h.show(s.Path)
	want, acts := s.undone(now, old.content, p.force)
	switch {
	case acts && want == nil:
		p.Removed = append(p.Removed, shown)
	case acts:
		p.Written = append(p.Written, shown)
	case s.Op != opLine && now != nil && !bytes.Equal(now, old.content) && !p.undo.unfinished:
		p.Refused = append(p.Refused, shown)
		return nil
	default:
		return nil
	}
	s.old, s.next = now, want
	foreign := func(b []byte, hash string) bool { return sum(b) != hash && secret.MayHold(string(b)) }
	s.hidden = s.Op != opLine && (foreign(now, s.New) || foreign(old.content, wrote))
	p.steps = append(p.steps, s)
	return nil
}

// shown refuses to undo anything else than what was planned and shown.
func (p *Plan) shown() error {
	r, _, err := p.host.readRecord(p.client, p.undo.generation)
	if err == nil && !reflect.DeepEqual(r, p.undo.record) {
		err = errAtTheSameTime
	}
	return err
}

// rollBack undoes an install that was committed. From its first record on, the
// next run finishes it if need be.
func (p *Plan) rollBack(st state) error {
	if err := p.shown(); err != nil {
		return err
	}
	h, at := p.host, folder(p.client)+"/state.json"
	st.RollingBack = true
	if err := h.writeJSON(at, fileMode, st); err != nil {
		return err
	}
	return begun(p.finishRollback(st, at))
}

func (p *Plan) finishRollback(st state, at string) error {
	h := p.host
	if err := h.undoSteps(p.client, st.Generation, p.undo.record.Steps, st.Forced); err != nil {
		return err
	}
	if err := fault("commit", p.client); err != nil {
		return err
	}
	to := p.undo.record.Before
	to.Last, to.Generation = st.Last, 0
	if err := h.writeJSON(at, fileMode, to); err != nil {
		return err
	}
	_ = h.sweep(p.client, to) // litter, which the next run removes in any case
	return nil
}

// undoInstall undoes an install that did not end.
func (p *Plan) undoInstall(st state) error {
	err := p.shown()
	if err == nil {
		err = begun(p.host.undoGeneration(p.client, p.undo.generation))
	}
	if err != nil {
		return err
	}
	return p.host.sweep(p.client, st)
}

// begun says what becomes of an undoing that stops, as it does on a full disk.
func begun(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w; what is left to undo is undone by the next run of install", err)
}
