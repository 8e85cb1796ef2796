package schema

import "github.com/hashicorp/hcl/v2"

// With returns the sources with another text in the file called name. They
// share the folder of s: only s is to be closed.
func (s *Sources) With(name string, text []byte) (*Sources, hcl.Diagnostics, error) {
	out := &Sources{root: s.root}
	var diags hcl.Diagnostics
	for _, f := range s.Files {
		src := f.Bytes
		if f.Name == name {
			src = text
		}
		d, err := out.parse(f.Name, src, f.Syntax)
		if err != nil {
			return nil, nil, err
		}
		diags = append(diags, d...)
	}
	return out, diags, nil
}

// OnDisk reports whether the files have names that can be opened: they were not
// read from standard input.
func (s *Sources) OnDisk() bool { return s.root != nil }
