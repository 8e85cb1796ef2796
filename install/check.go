package install

import (
	"encoding/hex"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// label is the name of a client (schema/check has the rule).
var label = regexp.MustCompile(`^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$`)

// check reports what no install of ours has written.
func (s state) check() error {
	if s.FormatVersion != formatVersion {
		return fmt.Errorf("it has format version %d, which this buildmachines does not read", s.FormatVersion)
	}
	if s.Generation < 0 || s.Last < s.Generation || s.RollingBack && s.Generation == 0 {
		return fmt.Errorf("generation %d after %d is none", s.Generation, s.Last)
	}
	for p, hash := range s.Files {
		if err := checkFile(p, hash); err != nil {
			return err
		}
	}
	for p, line := range s.Lines {
		if err := checkPath(p); err != nil {
			return err
		}
		if line == "" || !isLine(line) {
			return fmt.Errorf("the line for %q is none of ours", p)
		}
	}
	for _, d := range s.Folders {
		if err := checkPath(d); err != nil {
			return err
		}
	}
	return nil
}

func (r record) check() error {
	if r.FormatVersion != formatVersion {
		return fmt.Errorf("it has format version %d, which this buildmachines does not read", r.FormatVersion)
	}
	if err := r.Before.check(); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, s := range r.Steps {
		if err := s.check(); err != nil {
			return err
		}
		if seen[s.Path] {
			return fmt.Errorf("there are two steps for %q", s.Path)
		}
		seen[s.Path] = true
	}
	return nil
}

func (s step) check() error {
	ops := []string{opMkdir, opRmdir, opWrite, opLine, opRemove}
	switch {
	case !slices.Contains(ops, s.Op):
		return fmt.Errorf("%q is no step", s.Op)
	case s.Op == opMkdir || s.Op == opRmdir:
		if s.New+s.OldLine+s.NewLine != "" || s.Had {
			return fmt.Errorf("the step for the folder %q says too much", s.Path)
		}
		return checkPath(s.Path)
	case s.Op == opLine && !(isLine(s.OldLine) && isLine(s.NewLine)):
		return fmt.Errorf("the line for %q is none of ours", s.Path)
	case s.Op != opLine && s.OldLine+s.NewLine != "":
		return fmt.Errorf("the step for the file %q has a line", s.Path)
	case s.Op == opRemove && s.New == "":
		return checkPath(s.Path)
	}
	return checkFile(s.Path, s.New)
}

// checkPath refuses what is no path below the root, and our own state, which no
// step changes.
func checkPath(p string) error {
	if !fs.ValidPath(p) || p == "." || strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("%q is no path", p)
	}
	if below := strings.TrimPrefix(stateRoot, "/"); p == below || strings.HasPrefix(p, below+"/") {
		return fmt.Errorf("%q is where the state is kept", p)
	}
	return nil
}

func checkFile(p, hash string) error {
	if err := checkPath(p); err != nil {
		return err
	}
	if b, err := hex.DecodeString(strings.TrimPrefix(hash, hashPrefix)); err != nil || len(b) != 32 || hash != hashPrefix+hex.EncodeToString(b) {
		return fmt.Errorf("%q has no valid hash", p)
	}
	return nil
}

// isLine reports whether line is one that install puts into a file of somebody
// else, or none.
func isLine(line string) bool {
	return line == "" || lineIn(mark+"\n"+line+"\n") == line
}
