package install

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
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
	Folders       []string          `json:"folders"`      // that install made, sorted
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
	p := folder(client) + "/state.json"
	found, err := h.readJSON(p, &s)
	if err != nil || !found {
		return s, err
	}
	return s, h.damaged(p, s.check())
}

func (h *Host) readRecord(client string, n int) (r record, found bool, err error) {
	p := generation(client, n) + "/record.json"
	found, err = h.readJSON(p, &r)
	if err != nil || !found {
		return r, found, err
	}
	return r, true, h.damaged(p, r.check())
}

func (h *Host) damaged(abs string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s is damaged: %w", h.show(abs), err)
}

// readJSON believes a file only if nobody but a trusted user could have written
// it: place has looked at the folders, and this looks at the file.
func (h *Host) readJSON(abs string, into any) (found bool, err error) {
	at, err := h.place(abs)
	if err != nil || at.info == nil {
		return false, err
	}
	if uid, _ := owner(at.info); !slices.Contains(h.trusted, uid) || at.info.Mode().Perm()&0o022 != 0 {
		return false, fmt.Errorf("%s could have been written by others (user %d, mode %04o), and is not believed", h.show(at.path), uid, at.info.Mode().Perm())
	}
	b, err := h.read(at.path)
	if err != nil {
		return false, err
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err = d.Decode(into)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return true, nil
		}
		err = errors.New("there is more after its end")
	}
	return false, h.damaged(abs, err)
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
	return slices.DeleteFunc(names, func(n string) bool { return !label.MatchString(n) }), err
}

// generations returns the numbers of the generations of a client, sorted.
func (h *Host) generations(client string) (out []int, err error) {
	names, err := h.names(folder(client))
	for _, name := range names {
		if n, err := strconv.Atoi(strings.TrimPrefix(name, "g")); err == nil && n > 0 && name == "g"+strconv.Itoa(n) {
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
