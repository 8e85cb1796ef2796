package outdir

import (
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
)

const (
	formatVersion = 1
	hashPrefix    = "sha256:"
	// maxRecord bounds manifest and journal: a million files need less.
	maxRecord = 256 << 20
)

// manifest is the list of the files that Sync wrote, each with the hash of what
// it wrote. It tells our files from those that somebody changed or made.
type manifest struct {
	FormatVersion int               `json:"format_version"`
	Files         map[string]string `json:"files"`
}

func newManifest() manifest {
	return manifest{FormatVersion: formatVersion, Files: map[string]string{}}
}

func (m manifest) paths() []string { return slices.Sorted(maps.Keys(m.Files)) }

func (m manifest) encode(w io.Writer) error {
	e := json.NewEncoder(w) // sorts the keys
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(m)
}

// readManifest returns an empty manifest when there is none.
func (t *tree) readManifest() (manifest, error) {
	m := newManifest()
	info, err := t.lookupFile(manifestName)
	if info == nil {
		return m, err
	}
	if err := t.readRecord(manifestName, &m.FormatVersion, &m); err != nil {
		return m, err
	}
	for _, p := range m.paths() {
		err := checkPath(p)
		if err == nil && !isHash(m.Files[p]) {
			err = fmt.Errorf("path %q has no valid hash", p)
		}
		if err != nil {
			return m, fmt.Errorf("the manifest %s is damaged: %w", filepath.Join(t.dir, manifestName), err)
		}
	}
	return m, nil
}

// readRecord decodes the JSON file at p, whose version must end up in *version.
func (t *tree) readRecord(p string, version *int, into any) error {
	f, err := t.root.Open(p)
	if err != nil {
		return t.fail("open", p, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxRecord+1))
	if err != nil {
		return t.fail("read", p, err)
	}
	*version = 0
	switch err := json.Unmarshal(b, into); {
	case len(b) > maxRecord:
		return t.fail("read", p, errors.New("file is too large"))
	case *version > formatVersion:
		return t.fail("read", p, fmt.Errorf("format version %d was written by a newer buildmachines", *version))
	case err != nil:
		return t.fail("read", p, fmt.Errorf("file is damaged: %w", err))
	case *version != formatVersion:
		return t.fail("read", p, errors.New("file is damaged: it has no format version"))
	}
	return nil
}

func isHash(s string) bool {
	b, err := hex.DecodeString(strings.TrimPrefix(s, hashPrefix))
	return err == nil && len(b) == 32 && s == sum(b)
}
