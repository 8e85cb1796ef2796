package badtest

import (
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
)

// finding is a diagnostic as an expectation sees it.
type finding struct {
	File     string // relative to the case; "" without a place
	Line     int
	Severity string
	Code     string
}

// want is a finding that has to be reported.
type want struct {
	finding
	at   string // the text of its range; "" is not checked
	says string // a part of its detail
}

// instructions are what the comments of one inventory say.
type instructions struct {
	wants   []want
	vars    map[string]string
	formats []string
}

var (
	comment = regexp.MustCompile(`# (want|var|format) `)
	wanted  = regexp.MustCompile("^# want (below |nowhere )?(error|warning|hint) ([a-z0-9-]+)(?: at `([^`]+)`)?(?: says `([^`]+)`)?$")
)

// instruct reads the comments of the files, which are as the program sees them.
func instruct(t *testing.T, files map[string][]byte) instructions {
	t.Helper()
	out := instructions{vars: map[string]string{}}
	for name, src := range files {
		for i, line := range strings.Split(string(src), "\n") {
			starts := comment.FindAllStringIndex(line, -1)
			for k, start := range starts {
				end := len(line)
				if k+1 < len(starts) {
					end = starts[k+1][0]
				}
				out.add(t, name, i+1, strings.TrimSpace(line[start[0]:end]))
			}
		}
	}
	return out
}

func (in *instructions) add(t *testing.T, file string, line int, text string) {
	t.Helper()
	if v, ok := strings.CutPrefix(text, "# var "); ok {
		name, value, _ := strings.Cut(v, "=")
		in.vars[name] = value
		return
	}
	if f, ok := strings.CutPrefix(text, "# format "); ok {
		in.formats = append(in.formats, f)
		return
	}
	m := wanted.FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("%s:%d: not an expectation: %s", file, line, text)
	}
	w := want{finding{file, line, m[2], m[3]}, m[4], m[5]}
	switch m[1] {
	case "below ":
		w.Line++
	case "nowhere ":
		w.File, w.Line = "", 0
	}
	in.wants = append(in.wants, w)
}

// found returns d as an expectation sees it.
func found(d *hcl.Diagnostic) finding {
	f := finding{Severity: diag.SeverityOf(d).String(), Code: string(diag.CodeOf(d))}
	if d.Subject != nil {
		f.File, f.Line = d.Subject.Filename, d.Subject.Start.Line
	}
	return f
}

// compare reports what is wanted and missing, and what is there unwanted.
func compare(t *testing.T, wants []want, diags hcl.Diagnostics, files map[string][]byte) {
	t.Helper()
	left := append([]want(nil), wants...)
	for _, d := range diags {
		i := match(left, d, files)
		if i < 0 {
			f := found(d)
			t.Errorf("%s:%d: unwanted %s %s at `%s`: %s", f.File, f.Line, f.Severity, f.Code, covered(d, files), d.Detail)
			continue
		}
		left = append(left[:i], left[i+1:]...)
	}
	for _, w := range left {
		t.Errorf("%s:%d: missing %s %s at `%s` says `%s`", w.File, w.Line, w.Severity, w.Code, w.at, w.says)
	}
}

func match(wants []want, d *hcl.Diagnostic, files map[string][]byte) int {
	for i, w := range wants {
		if w.finding == found(d) && (w.at == "" || w.at == covered(d, files)) && strings.Contains(d.Detail, w.says) {
			return i
		}
	}
	return -1
}

// covered returns the text that the range of d covers.
func covered(d *hcl.Diagnostic, files map[string][]byte) string {
	if d.Subject == nil {
		return ""
	}
	src, r := files[d.Subject.Filename], d.Subject
	if r.Start.Byte < 0 || r.Start.Byte > r.End.Byte || r.End.Byte > len(src) {
		return "(outside)"
	}
	return string(src[r.Start.Byte:r.End.Byte])
}
