package outdir_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"testing"

	"github.com/buildmachines/buildmachines/outdir"
)

// fleet is 1,000 clients with 4 files of 60 kB.
func fleet(version string) []outdir.File {
	body := bytes.Repeat([]byte("ssh-ng://ada x86_64-linux - 16 2 kvm - -\n"), 1500)
	var out []outdir.File
	for i := range 1000 {
		for _, name := range []string{"machines", "ssh_config", "known_hosts", "nix.conf"} {
			p := fmt.Sprintf("clients/c%04d/%s", i, name)
			out = append(out, outdir.File{Path: p, Write: func(w io.Writer) error {
				w.Write(body)
				_, err := io.WriteString(w, p+version)
				return err
			}})
		}
	}
	return out
}

func BenchmarkFleet(b *testing.B) {
	sync := func(b *testing.B, dir, version string) {
		b.Helper()
		if _, err := outdir.Sync(b.Context(), dir, fleet(version)); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("new", func(b *testing.B) {
		top := b.TempDir()
		for i := range b.N {
			sync(b, filepath.Join(top, fmt.Sprint(i)), "")
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		dir := b.TempDir()
		sync(b, dir, "")
		b.ResetTimer()
		for range b.N {
			sync(b, dir, "")
		}
	})
	b.Run("replaced", func(b *testing.B) {
		dir := b.TempDir()
		sync(b, dir, "")
		b.ResetTimer()
		for i := range b.N {
			sync(b, dir, fmt.Sprint(i))
		}
	})
}
