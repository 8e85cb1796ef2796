package outdir

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"

	"github.com/aymanbagabas/go-udiff"

	"github.com/buildmachines/buildmachines/internal/termtext"
)

const (
	// maxDiffed bounds a file whose lines are compared. Longer ones are only
	// named.
	maxDiffed = 4 << 20
	// maxDiff bounds what is printed in all: nobody reads more, and a log of a
	// continuous build should not hold it. The files after it are only named.
	maxDiff = 16 << 20
)

// Diff prints to w, as unified diffs, what Sync would change in dir, and says
// whether there is anything. Files that Sync would keep, because somebody else
// changed them, differ too, and are listed in kept. It writes nothing to disk.
func Diff(dir string, files []File, w io.Writer) (differs bool, kept []string, err error) {
	files, err = checkFiles(files)
	if err != nil {
		return false, nil, err
	}
	t, err := openTree(dir, shared)
	if errors.Is(err, fs.ErrNotExist) {
		t, err = &tree{dir: dir}, nil
	}
	if err != nil {
		return false, nil, err
	}
	defer t.close()
	s := &survey{tree: t}
	if err := s.run(files); err != nil {
		return false, nil, err
	}
	d := &differ{tree: t, w: termtext.Listing(w)}
	kept = s.keptWanted()
	return len(s.steps) > 0 || len(kept) > 0, kept, d.survey(s, files)
}

// keptWanted returns the files that are wanted and that Sync would keep.
func (s *survey) keptWanted() []string {
	return slices.DeleteFunc(slices.Clone(s.report.Kept), func(p string) bool { return !s.needed[p] })
}

// differ prints the differences of single files.
type differ struct {
	tree    *tree
	w       io.Writer
	printed int
}

func (d *differ) survey(s *survey, files []File) error {
	write := map[string]func(io.Writer) error{}
	for _, f := range files {
		write[f.Path] = f.Write
	}
	paths := slices.Concat(s.report.Written, s.keptWanted(), s.report.Removed)
	if len(paths) == 0 && len(s.steps) > 0 {
		// The manifest follows from the other files, so it is shown only when
		// it alone differs.
		write[manifestName] = s.next.encode
		paths = []string{manifestName}
	}
	slices.Sort(paths)
	for _, p := range paths {
		if err := d.file(p, write[p]); err != nil {
			return err
		}
	}
	return nil
}

// file prints the difference of the file at p. It has no new content if write
// is nil.
func (d *differ) file(p string, write func(io.Writer) error) error {
	from, to := path.Join("a", p), path.Join("b", p)
	var now, next text
	was, err := d.read(p, &now)
	if err != nil {
		return err
	}
	if !was {
		from = "/dev/null"
	}
	if write == nil {
		to = "/dev/null"
	} else if err := write(&next); err != nil {
		return d.tree.fail("write", p, err)
	}
	var out string
	if d.printed <= maxDiff && now.hasLines() && next.hasLines() {
		out = udiff.Unified(from, to, string(now.b), string(next.b))
	}
	if out == "" { // also for an empty file
		out = fmt.Sprintf("Files %s and %s differ\n", from, to)
	}
	d.printed += len(out)
	_, err = io.WriteString(d.w, out)
	return err
}

// read reads the file at p into into, and tells whether there is one.
func (d *differ) read(p string, into io.Writer) (bool, error) {
	info, err := d.tree.lookupFile(p)
	if info == nil {
		return false, err
	}
	f, err := d.tree.root.Open(p)
	if err != nil {
		return true, d.tree.fail("open", p, err)
	}
	defer f.Close()
	if _, err := io.Copy(into, f); err != nil {
		return true, d.tree.fail("read", p, err)
	}
	return true, nil
}

// text collects the content of a file, if it is short enough for its lines to
// be compared.
type text struct {
	b    []byte
	long bool
}

func (t *text) Write(p []byte) (int, error) {
	if t.long = t.long || len(t.b)+len(p) > maxDiffed; !t.long {
		t.b = append(t.b, p...)
	}
	return len(p), nil
}

func (t *text) hasLines() bool { return !t.long && bytes.IndexByte(t.b, 0) < 0 }
