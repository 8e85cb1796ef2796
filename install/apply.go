package install

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"reflect"
	"syscall"
)

var errAtTheSameTime = errors.New("another run of buildmachines changed the installation at the same time")

// Apply takes the steps of the plan: all of them or, when it returns an error,
// none. A cancelled context is an error until the last step is taken.
func (p *Plan) Apply(ctx context.Context) error {
	if len(p.Refused) > 0 {
		return errors.New("internal error: a refused plan is not to be applied")
	}
	if !p.Changes() && !p.undo.unfinished {
		return nil
	}
	h := p.host
	if err := h.folders(folder(p.client)); err != nil {
		return err
	}
	unlock, err := h.lock()
	if err != nil {
		return err
	}
	defer unlock()
	now, err := h.readState(p.client)
	if err != nil {
		return err
	}
	if !reflect.DeepEqual(now, p.from) {
		return errAtTheSameTime
	}
	switch {
	case p.undo.generation == 0:
		return p.install(ctx)
	case p.undo.unfinished && !now.RollingBack:
		return p.undoInstall(now)
	}
	now.Forced = p.force
	return p.rollBack(now)
}

func (p *Plan) install(ctx context.Context) error {
	h, n := p.host, p.from.Last+1
	p.to.Last, p.to.Generation = n, n
	err := p.prepare(n)
	if err == nil {
		err = p.take(ctx)
	}
	if err == nil {
		if err = fault("commit", p.client); err == nil {
			err = h.writeJSON(folder(p.client)+"/state.json", fileMode, p.to)
		}
	}
	if err != nil {
		// The last rename may have been done, and the sync after it not.
		if st, readErr := h.readState(p.client); readErr == nil && st.Last == n {
			return fmt.Errorf("%w; everything is installed, but may not survive a power cut", err)
		}
		return joinErrors(err, begun(h.undoGeneration(p.client, n)))
	}
	// The new files stand. What is left of the older generations is litter,
	// which the next run removes in any case.
	_ = h.sweep(p.client, p.to)
	return nil
}

// prepare keeps the old files, and then writes down the steps.
func (p *Plan) prepare(n int) error {
	h := p.host
	g := generation(p.client, n)
	err := fault("prepare", g)
	if err == nil {
		err = h.makeBackups(g)
	}
	if err != nil {
		return err
	}
	for i, s := range p.steps {
		if !s.Had {
			continue
		}
		if err := fault("back up", s.Path); err != nil {
			return err
		}
		if err := h.put(backup(p.client, n, i), s.old, s.was); err != nil {
			return err
		}
	}
	if err := fault("record", g); err != nil {
		return err
	}
	return h.writeJSON(g+"/record.json", 0o600, record{formatVersion, p.from, p.steps})
}

func (p *Plan) take(ctx context.Context) error {
	for _, s := range p.steps {
		err := context.Cause(ctx)
		if err == nil {
			err = fault(s.Op, s.Path)
		}
		if err == nil {
			err = p.host.take(s)
		}
		if err != nil {
			return p.host.fail(s.Op, s.Path, err)
		}
	}
	return context.Cause(ctx)
}

// makeBackups makes the folder of a generation. Nobody else may look into it.
func (h *Host) makeBackups(abs string) error {
	at, err := h.place(abs)
	if err != nil {
		return err
	}
	return h.mkdir(at.path, backupMode)
}

// put writes a backup, into a folder that nobody else can look into.
func (h *Host) put(abs string, content []byte, a attributes) error {
	at, err := h.place(abs)
	if err != nil {
		return err
	}
	return h.replace(at.path, content, a)
}

// folders makes the folder of our own at an absolute path.
func (h *Host) folders(abs string) error {
	at, err := h.place(path.Join(abs, ".any"))
	if err != nil {
		return err
	}
	for _, d := range at.missing {
		if err := h.mkdir(d, folderMode); err != nil && !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// lock keeps other runs away. It ends with the process, so a crash leaves none
// behind. The lock is for root alone: flock takes one of anybody who can read.
func (h *Host) lock() (unlock func(), err error) {
	at, err := h.place(stateRoot + "/.lock")
	if err != nil {
		return nil, err
	}
	f, err := h.root.OpenFile(at.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, h.fail("open", at.path, err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		err = errors.New("another run of buildmachines is using it")
	}
	if err != nil {
		f.Close()
		return nil, h.fail("lock", at.path, err)
	}
	return func() { f.Close() }, nil
}
