package emit_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/buildmachines/buildmachines/emit"
)

// counted returns n files that say which they are, and how often each was made.
func counted(n int) ([]emit.File, []atomic.Int32) {
	files, made := make([]emit.File, n), make([]atomic.Int32, n)
	for i := range files {
		files[i] = emit.File{Path: fmt.Sprint(i), Make: func() ([]byte, error) {
			made[i].Add(1)
			return fmt.Appendf(nil, "content %d", i), nil
		}}
	}
	return files, made
}

func TestAheadKeepsPathsAndContents(t *testing.T) {
	files, made := counted(100)
	for i, f := range emit.Ahead(files) {
		content, err := f.Make()
		if want := fmt.Sprintf("content %d", i); err != nil || f.Path != fmt.Sprint(i) || string(content) != want {
			t.Errorf("file %d is %s: %q, %v", i, f.Path, content, err)
		}
	}
	for i := range made {
		if n := made[i].Load(); n != 1 {
			t.Errorf("file %d was made %d times", i, n)
		}
	}
}

func TestAheadMakesNothingUntilAsked(t *testing.T) {
	files, made := counted(100)
	out := emit.Ahead(files)
	for i := range made {
		if made[i].Load() != 0 {
			t.Errorf("file %d was made before anybody asked", i)
		}
	}
	if _, err := out[0].Make(); err != nil {
		t.Fatal(err)
	}
	if made[99].Load() != 0 {
		t.Error("the last file was made when the first was asked for: all content would be in memory at once")
	}
}

func TestAheadMakesAgainWhatIsAskedForAgain(t *testing.T) {
	files, _ := counted(3)
	out := emit.Ahead(files)
	for range 2 {
		for i, f := range out {
			if content, err := f.Make(); err != nil || string(content) != fmt.Sprintf("content %d", i) {
				t.Errorf("file %d: %q, %v", i, content, err)
			}
		}
	}
}

func TestAheadReturnsAnErrorInItsTurn(t *testing.T) {
	files, _ := counted(20)
	broken := errors.New("broken")
	files[5].Make = func() ([]byte, error) { return nil, broken }
	for i, f := range emit.Ahead(files) {
		if _, err := f.Make(); (i == 5) != errors.Is(err, broken) {
			t.Errorf("file %d: %v", i, err)
		}
	}
}

func TestAheadOfNothing(t *testing.T) {
	if out := emit.Ahead(nil); len(out) != 0 {
		t.Errorf("%d files", len(out))
	}
}
