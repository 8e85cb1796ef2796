package schema

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
)

// maxSize is the largest file that is read, in bytes.
const maxSize = 64 << 20

// Syntax is a way of writing an inventory.
type Syntax string

// The syntaxes, as --syntax names them.
const (
	HCL  Syntax = "hcl"
	TOML Syntax = "toml"
)

// SyntaxOf returns the syntax of a file by the ending of its name, or "".
func SyntaxOf(name string) Syntax {
	switch filepath.Ext(name) {
	case ".hcl":
		return HCL
	case ".toml":
		return TOML
	}
	return ""
}

// File is one file of an inventory.
type File struct {
	Name   string // as diagnostics show it
	Syntax Syntax
	Bytes  []byte
	Body   hcl.Body
}

// Sources are the files of an inventory.
type Sources struct {
	Files []*File
	root  *os.Root // nil when the inventory is standard input
	named string   // the name of the only file, which may begin with a dot
	bytes map[string][]byte

	budget    *Budget
	fromFiles fileTexts
}

// Budget returns what the expressions of the inventory may do.
func (s *Sources) Budget() *Budget {
	if s.budget == nil {
		s.budget = &Budget{}
		s.budget.Reset(0)
	}
	return s.budget
}

// Begin begins a run over the inventory, with a whole budget.
func (s *Sources) Begin() {
	size := 0
	for _, f := range s.Files {
		size += len(f.Bytes)
	}
	s.Budget().Reset(size)
	s.fromFiles.forget()
}

// Restart takes back all that was done since Begin, but for what the budget
// had spent when it had left units.
func (s *Sources) Restart(left int64) {
	s.budget.Restore(left)
	s.fromFiles.forget()
}

// Load reads the inventory at name: a file, or a folder of which every *.hcl
// and *.toml file is read, sorted by name. The error is one of reading; what
// the files say is in the diagnostics.
func Load(name string) (*Sources, hcl.Diagnostics, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, nil, plainError(err)
	}
	if info.IsDir() {
		return loadDir(name)
	}
	syntax := SyntaxOf(name)
	if syntax == "" {
		return nil, nil, fmt.Errorf("%s: an inventory is a file named *.hcl or *.toml, or a folder of such files", name)
	}
	root, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, nil, plainError(err)
	}
	s := &Sources{root: root, named: filepath.Base(name)}
	return s.read([]named{{filepath.Base(name), filepath.ToSlash(name), syntax}})
}

type named struct {
	file, shown string
	syntax      Syntax
}

func loadDir(dir string) (*Sources, hcl.Diagnostics, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, plainError(err)
	}
	entries, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return nil, nil, plainError(err)
	}
	var names []named
	for _, e := range entries {
		if syntax := SyntaxOf(e.Name()); syntax != "" && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, named{e.Name(), path.Join(filepath.ToSlash(dir), e.Name()), syntax})
		}
	}
	if len(names) == 0 {
		return nil, nil, fmt.Errorf("%s: the folder has no *.hcl or *.toml file", dir)
	}
	return (&Sources{root: root}).read(names)
}

// Read reads an inventory of one file from r. Such an inventory has no folder,
// so it cannot name other files.
func Read(r io.Reader, shown string, syntax Syntax) (*Sources, hcl.Diagnostics, error) {
	src, err := readAll(r)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", shown, err)
	}
	s := &Sources{}
	diags, err := s.parse(shown, src, syntax)
	return s, diags, err
}

func (s *Sources) read(names []named) (*Sources, hcl.Diagnostics, error) {
	var diags hcl.Diagnostics
	slices.SortFunc(names, func(a, b named) int { return strings.Compare(a.file, b.file) })
	for _, n := range names {
		src, err := s.readRoot(n.file)
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("%s: %w", n.shown, err), s.Close())
		}
		d, err := s.parse(n.shown, src, n.syntax)
		if err != nil {
			return nil, nil, errors.Join(err, s.Close())
		}
		diags = append(diags, d...)
	}
	return s, diags, nil
}

// readRoot reads a file in the folder. Its errors do not name the file.
func (s *Sources) readRoot(name string) ([]byte, error) {
	name, err := s.resolve(name)
	if err != nil {
		return nil, err
	}
	// Opening a pipe would wait for somebody to write to it.
	switch info, err := s.root.Stat(name); {
	case err != nil:
		return nil, cause(err)
	case info.IsDir():
		return nil, errors.New("it is a folder")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file")
	}
	f, err := s.root.Open(name)
	if err != nil {
		return nil, cause(err)
	}
	defer f.Close()
	return readAll(f)
}

// readAll reads at most maxSize bytes. Its errors do not name the file.
func readAll(r io.Reader) ([]byte, error) {
	var size int64
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			size = info.Size()
		}
	}
	if size > maxSize {
		return nil, errTooLarge
	}
	buf := make([]byte, 0, max(size+1, 512))
	for {
		n, err := r.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case len(buf) > maxSize:
			return nil, errTooLarge
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, cause(err)
		}
		if len(buf) == cap(buf) {
			buf = slices.Grow(buf, len(buf))
		}
	}
}

var errTooLarge = fmt.Errorf("the file is larger than %d MiB", maxSize>>20)

// ReadFile reads a file that the inventory names. The path is relative to the
// folder of the inventory and may not lead out of it, through links neither.
func (s *Sources) ReadFile(name string) ([]byte, error) {
	switch {
	case s.root == nil:
		return nil, errors.New("an inventory from standard input cannot name other files")
	case !filepath.IsLocal(filepath.FromSlash(name)):
		return nil, errOutside
	}
	src, err := s.readRoot(name)
	s.Budget().Spend(fileCost + len(src)/bytesPer)
	return src, err
}

// Bytes returns the text of one file, or nil.
func (s *Sources) Bytes(name string) []byte { return s.bytes[name] }

// Texts returns the text of every file by the name that diagnostics use.
func (s *Sources) Texts() map[string][]byte { return s.bytes }

// Close releases the folder of the inventory.
func (s *Sources) Close() error {
	if s == nil || s.root == nil {
		return nil
	}
	return s.root.Close()
}

// cause returns an error of the file system without the path.
func cause(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// plainError words an error of the file system as "PATH: WHAT".
func plainError(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return fmt.Errorf("%s: %w", pe.Path, pe.Err)
	}
	return err
}
