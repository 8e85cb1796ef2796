// Package manpages prints manual pages in the language of man(7). A page is the
// same wherever it is made: it has no date.
package manpages

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Page is a page of section 1. Texts are plain: paragraphs are separated by
// empty lines, and lines that begin with a blank are printed as they are.
type Page struct {
	Name        string // with "-" for blanks
	Summary     string
	Source      string // the program and its version
	Manual      string
	Synopsis    string
	Description string
	Sections    []Section
	Examples    string
	SeeAlso     []string // names of pages of section 1
}

// Section is a list of terms under a heading. One without terms is left out.
type Section struct {
	Heading string
	Terms   []Term
}

// Term is a word and what it means.
type Term struct {
	Words   []string // in bold
	Operand string   // in italics, behind the words
	Text    string
}

// Write prints the page.
func (p *Page) Write(w io.Writer) error {
	r := &roff{bufio.NewWriter(w)}
	r.macro("TH", strings.ToUpper(p.Name), "1", "", p.Source, p.Manual)
	r.macro("SH", "NAME")
	r.line(escape(p.Name) + ` \- ` + escape(p.Summary))
	r.macro("SH", "SYNOPSIS")
	r.line(escape(p.Synopsis))
	r.macro("SH", "DESCRIPTION")
	r.text(p.Description)
	for _, s := range p.Sections {
		r.section(s)
	}
	if p.Examples != "" {
		r.macro("SH", "EXAMPLES")
		r.text(p.Examples)
	}
	if len(p.SeeAlso) > 0 {
		r.macro("SH", "SEE ALSO")
		for i, name := range p.SeeAlso {
			end := ","
			if i == len(p.SeeAlso)-1 {
				end = ""
			}
			r.line(bold(name) + "(1)" + end)
		}
	}
	return r.w.Flush() // the first error of all of them
}

// roff prints requests and text.
type roff struct{ w *bufio.Writer }

func (r *roff) line(s string) { fmt.Fprintln(r.w, s) }

// macro prints a request with its arguments.
func (r *roff) macro(name string, args ...string) {
	line := "." + name
	for _, a := range args {
		line += ` "` + escape(a) + `"`
	}
	r.line(line)
}

func (r *roff) section(s Section) {
	if len(s.Terms) == 0 {
		return
	}
	r.macro("SH", s.Heading)
	for _, t := range s.Terms {
		words := make([]string, len(t.Words))
		for i, w := range t.Words {
			words[i] = bold(w)
		}
		term := strings.Join(words, ", ")
		if t.Operand != "" {
			term += ` \fI` + escape(t.Operand) + `\fR`
		}
		r.macro("TP")
		r.line(term)
		r.line(escape(t.Text))
	}
}

// text prints paragraphs.
func (r *roff) text(s string) {
	asIs := false
	between := ""
	for line := range strings.Lines(strings.Trim(s, "\n")) {
		line = strings.TrimRight(line, " \n")
		if line == "" {
			between = "PP"
			continue
		}
		if pre := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"); pre != asIs {
			r.macro(map[bool]string{true: "nf", false: "fi"}[pre])
			asIs = pre
		}
		if between != "" {
			r.macro(between)
			between = ""
		}
		r.line(escape(line))
	}
	if asIs {
		r.macro("fi")
	}
}

func bold(s string) string { return `\fB` + escape(s) + `\fR` }

// Typographic characters stand for themselves when they are copied from a
// terminal only by these names (groff_char(7)).
var escapes = strings.NewReplacer(
	`\`, `\e`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`, `"`, `\(dq`, "\t", "    ",
)

// escape returns s as text that is no request.
func escape(s string) string {
	var b strings.Builder
	for _, c := range escapes.Replace(s) {
		if c < 0x80 {
			b.WriteRune(c)
		} else {
			fmt.Fprintf(&b, `\[u%04X]`, c)
		}
	}
	if out := b.String(); strings.HasPrefix(out, ".") {
		return `\&` + out
	}
	return b.String()
}
