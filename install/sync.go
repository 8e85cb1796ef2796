package install

import (
	"errors"
	"os"
	"syscall"
)

// testOnlyFault, if set, is called before each step and each record of one,
// with what is about to be done and where. It may return an error, or panic as
// a crash.
var testOnlyFault func(op, path string) error

func fault(op, path string) error {
	if testOnlyFault == nil {
		return nil
	}
	return testOnlyFault(op, path)
}

// testOnlySync, if set, is called instead of fsync.
var testOnlySync func(*os.File) error

func syncFile(f *os.File) error {
	if testOnlySync != nil {
		return testOnlySync(f)
	}
	return f.Sync()
}

// syncFolder makes the names in folder d survive a power cut. Some file
// systems cannot, and say EINVAL or ENOTSUP; there is no other way then.
func (h *Host) syncFolder(d string) error {
	f, err := h.root.Open(d)
	if err != nil {
		return h.fail("open", d, err)
	}
	defer f.Close()
	err = syncFile(f)
	if err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return h.fail("sync", d, err)
	}
	return nil
}
