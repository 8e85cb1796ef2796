// Package outdir writes a set of files into a folder, all of them or none.
//
// Sync stages the new content below the folder, writes a journal, and renames
// each file into place. An error, a cancelled context or a crash on the way
// leaves the old files or, after the next Sync, the new ones. A manifest in the
// folder says which files are ours, so that files of other people are kept.
package outdir

import (
	"context"
	"io"
)

// The names that Sync keeps for itself in the folder.
const (
	manifestName = ".buildmachines.json"
	stageName    = ".buildmachines.stage"
)

// File is one file to write.
type File struct {
	// Path is relative to the folder, clean, and separated by slashes.
	Path string
	// Write writes the content. It is called for one file at a time, by Diff
	// perhaps twice, and must give the same bytes each time.
	Write func(io.Writer) error
}

// Report says what became of each file. The lists are sorted.
type Report struct {
	Written   []string // new, or replaced
	Unchanged []string // already as wanted, and not touched
	Removed   []string // ours, and no longer wanted
	Kept      []string // in the way or no longer wanted, but changed or made by somebody else
	Recovered bool     // an interrupted run was undone before
}

// Sync makes the files in dir equal to files, and removes those that an earlier
// Sync wrote and that no longer belong. It creates dir if need be. When it
// returns an error, dir is as it was. A file that somebody else changed or made
// is kept and reported, each time until that person deletes or restores it.
func Sync(ctx context.Context, dir string, files []File) (Report, error) {
	files, err := checkFiles(files)
	if err != nil {
		return Report{}, err
	}
	made, err := makeFolder(dir)
	if err != nil {
		return Report{}, err
	}
	t, err := openTree(dir, exclusive)
	if err != nil {
		unmakeFolders(made)
		return Report{}, err
	}
	defer t.close()
	report, err := t.sync(ctx, files)
	if err != nil {
		unmakeFolders(made)
		return Report{}, err
	}
	return report, nil
}

func (t *tree) sync(ctx context.Context, files []File) (Report, error) {
	recovered, err := t.recover()
	if err != nil {
		return Report{}, err
	}
	s := &survey{tree: t, stage: &stage{ctx: ctx, tree: t}}
	defer s.stage.close()
	s.report.Recovered = recovered
	err = s.run(files)
	if err == nil && len(s.steps) > 0 {
		err = s.stage.prepare(s.steps)
	}
	if err != nil {
		// Nothing is in place yet: without a journal the stage is only litter.
		return Report{}, joinErrors(err, t.removeStage())
	}
	if len(s.steps) == 0 {
		return s.report, nil
	}
	if err := s.stage.apply(s.steps); err != nil {
		return Report{}, joinErrors(err, t.undo(s.steps))
	}
	// The journal is gone, so the new files stand. What is left of the stage
	// holds nothing that is needed, and the next Sync removes it in any case.
	_ = t.removeStage()
	return s.report, nil
}
