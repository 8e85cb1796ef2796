package emit

import (
	"fmt"
	"runtime"
)

// window is how many files are made before their turn.
const window = 8

// Ahead returns the same files, made on every processor while those before
// them are in use. They are to be asked for one at a time, in order; one that
// is asked for again is made again.
func Ahead(files []File) []File {
	a := &ahead{files: files, made: make([]chan made, len(files)), slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
	out := make([]File, len(files))
	for i, f := range files {
		out[i] = File{f.Path, func() ([]byte, error) { return a.take(i) }}
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

func (a *ahead) take(i int) ([]byte, error) {
	for j := i; j < min(i+window, len(a.files)); j++ {
		a.start(j)
	}
	m := <-a.made[i]
	a.made[i] = nil
	return m.content, m.err
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
		var m made
		defer func() {
			if r := recover(); r != nil {
				m.err = fmt.Errorf("%s: internal error: %v", a.files[i].Path, r)
			}
			done <- m
		}()
		m.content, m.err = a.files[i].Make()
	}()
}
