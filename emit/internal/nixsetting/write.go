package nixsetting

import (
	"bufio"
	"io"
)

// Write writes the settings as nix.conf has them, one a line. Each has passed
// [Setting.Check].
func Write(w io.Writer, settings []Setting) error {
	out := bufio.NewWriter(w) // keeps the first error for Flush
	for _, s := range settings {
		out.WriteString(s.Name)
		out.WriteString(" =")
		for _, v := range s.Values {
			if v.Text != "" {
				out.WriteByte(' ')
				out.WriteString(v.Text)
			}
		}
		out.WriteByte('\n')
	}
	return out.Flush()
}
