package outdir

import (
	"os"
	"sync"
)

// testOnlySync, if set, is called instead of fsync.
var testOnlySync func(*os.File) error

func syncFile(f *os.File) error {
	if testOnlySync != nil {
		return testOnlySync(f)
	}
	return f.Sync()
}

// syncers is how many files are synced at the same time: the file system then
// writes its own journal once for several of them.
const syncers = 16

// syncer syncs and closes staged files beside the generating of the next ones.
type syncer struct {
	files chan *staged
	group sync.WaitGroup
	once  sync.Once

	mu  sync.Mutex
	err error
}

func newSyncer(t *tree) *syncer {
	s := &syncer{files: make(chan *staged)}
	for range syncers {
		s.group.Go(func() {
			for f := range s.files {
				err := syncFile(f.File)
				if e := f.Close(); err == nil {
					err = e
				}
				if err != nil {
					s.note(t.fail("sync", f.path, err))
				}
			}
		})
	}
	return s
}

func (s *syncer) note(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
}

// wait returns when everything is synced, with the first error.
func (s *syncer) wait() error {
	s.once.Do(func() { close(s.files) })
	s.group.Wait()
	return s.err
}
