package outdir

import (
	"bufio"
	"cmp"
	"maps"
	"path"
	"slices"
	"strings"
)

// survey compares the folder with what is wanted and finds the steps from the
// one to the other. Without a stage it only looks.
type survey struct {
	tree  *tree
	stage *stage

	old, next manifest
	steps     []step
	needed    map[string]bool // the files wanted, and the folders above them
	report    Report

	buf    []byte // reused by each comparison
	writer *bufio.Writer
}

func (s *survey) run(files []File) (err error) {
	if s.old, err = s.tree.readManifest(); err != nil {
		return err
	}
	s.next, s.needed = newManifest(), map[string]bool{}
	s.buf, s.writer = make([]byte, chunk), bufio.NewWriterSize(nil, chunk)
	for _, f := range files {
		if err := s.wanted(f); err != nil {
			return err
		}
	}
	if err := s.stale(); err != nil {
		return err
	}
	for _, l := range [][]string{s.report.Written, s.report.Unchanged, s.report.Removed, s.report.Kept} {
		slices.Sort(l)
	}
	return s.manifest()
}

// wanted decides what becomes of one file that is to be written.
func (s *survey) wanted(f File) error {
	if err := s.wantFolders(f.Path); err != nil {
		return err
	}
	hash, ours := s.old.Files[f.Path]
	c, err := s.compare(f, hash)
	if err != nil {
		return err
	}
	if c.state == foreign {
		s.report.Kept = append(s.report.Kept, f.Path)
		if ours {
			// The hash of what we wrote last stays, so that the file counts as
			// changed until it is what we wrote, or gone.
			s.next.Files[f.Path] = hash
		}
		return nil
	}
	s.next.Files[f.Path] = c.hash()
	if c.state == same {
		s.report.Unchanged = append(s.report.Unchanged, f.Path)
		return nil
	}
	s.report.Written = append(s.report.Written, f.Path)
	s.steps = append(s.steps, c.step())
	return nil
}

// wantFolders notes that p is wanted, and adds the creation of each folder
// above it that is missing.
func (s *survey) wantFolders(p string) error {
	s.needed[p] = true
	for _, d := range folders(p) {
		if s.needed[d] {
			continue
		}
		s.needed[d] = true
		info, err := s.tree.lookup(d)
		if err != nil {
			return err
		}
		if info == nil {
			s.steps = append(s.steps, step{Op: opMkdir, Path: d})
		}
	}
	return nil
}

// compare writes f into a comparison with what stands at its path. The hash is
// that of what we wrote there last.
func (s *survey) compare(f File, hash string) (*comparison, error) {
	info, err := s.tree.lookupFile(f.Path)
	if err != nil {
		return nil, err
	}
	c := &comparison{tree: s.tree, stage: s.stage, path: f.Path, ours: hash, was: info, buf: s.buf}
	if err := c.run(f.Write, s.writer); err != nil {
		return nil, s.tree.fail("write", f.Path, err)
	}
	return c, nil
}

// stale removes what the old manifest lists and nobody wants any more, and the
// folders that this empties, the innermost first.
func (s *survey) stale() error {
	gone, left := map[string]bool{}, map[string]bool{}
	for _, p := range s.old.paths() {
		if s.needed[p] {
			continue
		}
		if err := s.drop(p, gone); err != nil {
			return err
		}
		for _, d := range folders(p) {
			left[d] = true
		}
	}
	order := slices.SortedFunc(maps.Keys(left), func(a, b string) int {
		return cmp.Or(strings.Count(b, "/")-strings.Count(a, "/"), strings.Compare(a, b))
	})
	for _, d := range order {
		if err := s.dropFolder(d, gone); err != nil {
			return err
		}
	}
	return nil
}

// drop removes the file at p if it is still what we wrote.
func (s *survey) drop(p string, gone map[string]bool) error {
	info, err := s.tree.lookup(p)
	if info == nil {
		return err
	}
	var hash string
	if info.Mode().IsRegular() {
		if hash, err = s.tree.hash(p); err != nil {
			return err
		}
	}
	if hash != s.old.Files[p] {
		s.report.Kept = append(s.report.Kept, p)
		return nil
	}
	s.report.Removed = append(s.report.Removed, p)
	s.steps = append(s.steps, step{Op: opRemove, Path: p, Had: true, was: info})
	gone[p] = true
	return nil
}

// dropFolder removes the folder d if all that is in it is gone.
func (s *survey) dropFolder(d string, gone map[string]bool) error {
	info, err := s.tree.lookup(d)
	if info == nil || !info.IsDir() || s.needed[d] {
		return err
	}
	names, err := s.tree.names(d)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !gone[path.Join(d, name)] {
			return nil
		}
	}
	gone[d] = true
	s.steps = append(s.steps, step{Op: opRmdir, Path: d, Mode: info.Mode().Perm()})
	return nil
}

// manifest adds the writing of the manifest, if it is not right already. It is
// the last step.
func (s *survey) manifest() error {
	var hash string
	info, err := s.tree.lookupFile(manifestName)
	if info != nil {
		hash, err = s.tree.hash(manifestName)
	}
	if err != nil {
		return err
	}
	c, err := s.compare(File{Path: manifestName, Write: s.next.encode}, hash)
	if err == nil && c.state != same {
		s.steps = append(s.steps, c.step())
	}
	return err
}
