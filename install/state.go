package install

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
)

// What is kept of the installs of a client:
//
//	/var/lib/buildmachines/install/<client>/state.json   what is installed
//	                                        g<N>/record.json, old-<I>
//
// The folder g<N> is generation N: the steps of one install, written before the
// first is taken, and the files as they were before. As long as its number is
// above Last, that install has not ended, and the next run undoes it. Writing
// state.json with that number commits it.
const (
	stateRoot     = "/var/lib/buildmachines/install"
	formatVersion = 1
	hashPrefix    = "sha256:"
)

// state is what is installed for a client. Paths are below the root.
type state struct {
	FormatVersion int               `json:"format_version"`
	Last          int               `json:"last"`         // the newest generation that was committed
	Generation    int               `json:"generation"`   // the one that can be rolled back; 0: none
	RollingBack   bool              `json:"rolling_back"` // that has begun, and not ended
	Forced        bool              `json:"forced"`       // over what somebody changed since
	Files         map[string]string `json:"files"`        // whole files, with the hash of what was written
	Lines         map[string]string `json:"lines"`        // our lines in files of others
}

func newState() state {
	return state{FormatVersion: formatVersion, Files: map[string]string{}, Lines: map[string]string{}}
}

// record is what a generation did.
type record struct {
	FormatVersion int    `json:"format_version"`
	Before        state  `json:"before"`
	Steps         []step `json:"steps"`
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hashPrefix + hex.EncodeToString(h[:])
}

// folder is where the state of a client is.
func folder(client string) string { return stateRoot + "/" + client }

// generation is the folder of generation n.
func generation(client string, n int) string { return folder(client) + "/g" + strconv.Itoa(n) }

// readState returns an empty state when nothing was ever installed.
func (h *Host) readState(client string) (state, error) {
	s := newState()
	found, err := h.readJSON(folder(client)+"/state.json", &s)
	if err != nil {
		return s, err
	}
	if found && s.FormatVersion != formatVersion {
		return s, fmt.Errorf("%s has format version %d, which this buildmachines does not read", h.show(folder(client)+"/state.json"), s.FormatVersion)
	}
	for p := range maps.Keys(s.Files) {
		if !fs.ValidPath(p) {
			return s, fmt.Errorf("%s is damaged: %q is no path", h.show(folder(client)+"/state.json"), p)
		}
	}
	return s, nil
}

func (h *Host) readRecord(client string, n int) (r record, found bool, err error) {
	p := generation(client, n) + "/record.json"
	found, err = h.readJSON(p, &r)
	if err != nil || !found {
		return r, found, err
	}
	if r.FormatVersion != formatVersion {
		return r, true, fmt.Errorf("%s has format version %d, which this buildmachines does not read", h.show(p), r.FormatVersion)
	}
	for _, s := range r.Steps {
		if !fs.ValidPath(s.Path) {
			return r, true, fmt.Errorf("%s is damaged: %q is no path", h.show(p), s.Path)
		}
	}
	return r, true, nil
}

func (h *Host) readJSON(abs string, into any) (found bool, err error) {
	at, err := h.place(abs)
	if err != nil || at.info == nil {
		return false, err
	}
	b, err := h.read(at.path)
	if err != nil {
		return false, err
	}
	if err := json.Unmarshal(b, into); err != nil {
		return false, h.fail("read", at.path, fmt.Errorf("file is damaged: %w", err))
	}
	return true, nil
}

func (h *Host) writeJSON(abs string, mode fs.FileMode, v any) error {
	at, err := h.place(abs)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b) // sorts the keys
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	return h.replace(at.path, b.Bytes(), attributes{mode: mode})
}

// Installed returns the clients of which something is installed, or was.
func (h *Host) Installed() ([]string, error) {
	names, err := h.names(stateRoot)
	return slices.DeleteFunc(names, func(n string) bool { return strings.HasPrefix(n, ".") }), err
}

// generations returns the numbers of the generations of a client, sorted.
func (h *Host) generations(client string) (out []int, err error) {
	names, err := h.names(folder(client))
	for _, name := range names {
		digits, ok := strings.CutPrefix(name, "g")
		if n, err := strconv.Atoi(digits); ok && err == nil {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out, err
}

// names returns the names in a folder, sorted; none where it does not exist.
func (h *Host) names(abs string) ([]string, error) {
	at, err := h.place(path.Join(abs, ".any")) // the folder itself has to be safe, too
	if err != nil || len(at.missing) > 0 {
		return nil, err
	}
	d := path.Dir(at.path)
	f, err := h.root.Open(d)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, h.fail("open", d, err)
	}
	defer f.Close()
	names, err := f.Readdirnames(-1)
	if err != nil {
		return nil, h.fail("read", d, err)
	}
	slices.Sort(names)
	return names, nil
}
