package report

import (
	"bytes"

	"github.com/buildmachines/buildmachines/secret"
)

// files hands out the sources with their line index, made once per file and
// only when a diagnostic needs it.
type files struct {
	src     Sources
	indexed map[string]*file
}

func newFiles(src Sources) *files {
	return &files{src: src, indexed: map[string]*file{}}
}

// get returns the file of that name, or nil.
func (fs *files) get(name string) *file {
	if f := fs.indexed[name]; f != nil {
		return f
	}
	src, ok := fs.src[name]
	if !ok {
		return nil
	}
	f := newFile(src)
	fs.indexed[name] = f
	return f
}

// file is a source with what is known about its lines.
type file struct {
	src     []byte
	starts  []int // the offset of each line
	hidden  []span
	refusal map[int]string // by line: why it is not shown, or ""
}

func newFile(src []byte) *file {
	f := &file{src: src, starts: []int{0}, hidden: hiddenSpans(src), refusal: map[int]string{}}
	for at := 0; ; {
		i := bytes.IndexByte(src[at:], '\n')
		if i < 0 {
			return f
		}
		at += i + 1
		f.starts = append(f.starts, at)
	}
}

// line returns the extent of the n-th line, with its line break.
func (f *file) line(n int) span {
	if n == len(f.starts) {
		return span{f.starts[n-1], len(f.src)}
	}
	return span{f.starts[n-1], f.starts[n]}
}

func (f *file) whyHidden(n int, l span) string {
	why, known := f.refusal[n]
	if !known {
		why = f.refuse(l)
		f.refusal[n] = why
	}
	return why
}

// refuse says why the line must not be shown. A NUL means that this is not the
// text that it seems to be: in UTF-16, no key would be recognised.
func (f *file) refuse(l span) string {
	text := f.src[l.start:l.end]
	if bytes.IndexByte(text, 0) >= 0 {
		return "it is not text"
	}
	for _, h := range f.hidden {
		if l.start < h.end && h.start < l.end {
			return "it may hold a key"
		}
	}
	if secret.MayHold(string(text)) {
		return "it may hold a key"
	}
	return ""
}
