package setup_test

import (
	"path/filepath"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// The normal end leaves nothing, whether the script is deleted or forgotten.
func TestTheEndLeavesNothing(t *testing.T) {
	for name, deleted := range map[string]bool{"deleted": true, "forgotten": false} {
		t.Run(name, func(t *testing.T) {
			m := start(t, "")
			h := m.connect(t)
			s, err := h.Put([]byte("exit 0\n"))
			if err != nil {
				t.Fatal(err)
			}
			if deleted {
				if err := s.Delete(); err != nil {
					t.Error(err)
				}
				if folders, _ := filepath.Glob(filepath.Join(m.Temp, "buildmachines.*")); len(folders) > 0 {
					t.Errorf("%v is there after Delete", folders)
				}
			}
			if err := h.Close(); err != nil {
				t.Error(err)
			}
			m.NothingIsLeft(t)
		})
	}
}

// A connection that is cut does, too: the machine notices that nobody reads.
func TestACutConnectionLeavesNothing(t *testing.T) {
	m := startWith(t, "", "FAR=$PPID; export FAR;"+counterpart.Asked, counterpart.SSHDOptions{HostKeys: []string{"ed25519"}})
	h := m.connect(t)
	s, err := h.Put([]byte("kill $FAR; " + counterpart.Stuck + "\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run(false); err == nil {
		t.Error("the script is fine")
	}
	if err := s.Delete(); err == nil {
		t.Error("somebody says that the folder is gone")
	}
	if err := h.Close(); err != nil {
		t.Error(err)
	}
	m.NothingIsLeft(t)
}
