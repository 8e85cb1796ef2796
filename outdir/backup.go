package outdir

import (
	"io"
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// backup is where the old file of step i is kept.
func backup(i int) string { return inStage("old-" + strconv.Itoa(i)) }

// keep puts the old file of step i into the stage: as a link, so that mode,
// owner and everything else come back with it, else as a copy, for file systems
// and owners that allow no link.
func (t *tree) keep(i int, s step) error {
	err := fault("link", s.Path)
	if err == nil {
		err = t.root.Link(s.Path, backup(i))
	}
	if err != nil {
		err = t.copy(s.Path, backup(i), s.was)
	}
	if err != nil {
		return t.fail("back up", s.Path, err)
	}
	return nil
}

func (t *tree) copy(from, to string, info fs.FileInfo) error {
	in, err := t.root.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := t.root.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		_ = out.Chown(int(st.Uid), int(st.Gid)) // only root may
	}
	if err := out.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if err := t.root.Chtimes(to, info.ModTime(), info.ModTime()); err != nil {
		return err
	}
	return syncFile(out)
}
