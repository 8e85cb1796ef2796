package emit

import (
	"bytes"
	"io"
	"runtime"
)

// window is how many files are made before their turn.
const window = 8

// Ahead returns the same files, made on every processor while those before
// them are being written. They are to be written one at a time, in order; one
// that is written again is made again.
func Ahead(files []File) []File {
	a := &ahead{files: files, made: make([]chan made, len(files)), slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	out := make([]File, len(files))
	for i, f := range files {
		out[i] = File{f.Path, func(w io.Writer) error { return a.write(w, i) }}
	}
	return out
}

type ahead struct {
	files []File
	made  []chan made // nil for a file that is not being made
	slots chan struct{}
}

type made struct {
	content []byte
	err     error
}

func (a *ahead) write(w io.Writer, i int) error {
	for j := i; j < min(i+window, len(a.files)); j++ {
		a.start(j)
	}
	m := <-a.made[i]
	a.made[i] = nil
	if m.err != nil {
		return m.err
	}
	_, err := w.Write(m.content)
	return err
}

func (a *ahead) start(i int) {
	if a.made[i] != nil {
		return
	}
	done := make(chan made, 1)
	a.made[i] = done
	go func() {
		a.slots <- struct{}{}
		defer func() { <-a.slots }()
		var buf bytes.Buffer
		err := a.files[i].Write(&buf)
		done <- made{buf.Bytes(), err}
	}()
}
