package outdir

import (
	"context"
	"os"
	"strconv"
)

// testOnlyFault, if set, is called before everything that can fail, with what
// is about to be done and where. It may return an error, or panic as a crash.
var testOnlyFault func(op, path string) error

func fault(op, path string) error {
	if testOnlyFault == nil {
		return nil
	}
	return testOnlyFault(op, path)
}

// stage is the folder below the output folder in which the new files and the
// old ones wait. It is created with the first file that differs.
type stage struct {
	ctx     context.Context
	tree    *tree
	count   int
	current *staged
	syncer  *syncer
}

// staged is a new file in the stage.
type staged struct {
	*os.File
	name string // in the stage
	path string // where it will stand
}

// point is passed before each step that can still be taken back.
func (s *stage) point(op, path string) error {
	err := context.Cause(s.ctx)
	if err == nil {
		err = fault(op, path)
	}
	if err != nil {
		return s.tree.fail(op, path, err)
	}
	return nil
}

// create begins the new file that will stand at path.
func (s *stage) create(path string) (*staged, error) {
	if s.syncer == nil {
		if err := s.open(); err != nil {
			return nil, err
		}
	}
	if err := s.point("create", path); err != nil {
		return nil, err
	}
	s.count++
	name := inStage("new-" + strconv.Itoa(s.count))
	f, err := s.tree.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	s.current = &staged{File: f, name: name, path: path}
	return s.current, nil
}

func (s *stage) open() error {
	if err := s.point("stage", stageName); err != nil {
		return err
	}
	if err := s.tree.root.Mkdir(stageName, stageMode); err != nil {
		return err
	}
	if err := s.tree.root.Chmod(stageName, stageMode); err != nil {
		return err
	}
	s.syncer = newSyncer(s.tree)
	return nil
}

func (f *staged) Write(p []byte) (int, error) {
	if err := fault("write", f.path); err != nil {
		return 0, err
	}
	return f.File.Write(p)
}

// finish hands the current file over to be synced and closed.
func (s *stage) finish() error {
	f := s.current
	if err := f.Chmod(fileMode); err != nil {
		return err
	}
	s.current = nil
	s.syncer.files <- f
	return nil
}

func (s *stage) close() {
	if s.current != nil {
		s.current.Close()
	}
	if s.syncer != nil {
		_ = s.syncer.wait()
	}
}
