package manpages_test

import (
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/manpages"
)

func TestWrite(t *testing.T) {
	p := manpages.Page{
		Name: "build-er", Summary: "Build", Source: "build 1", Manual: `A "manual"`, Synopsis: "build er [flags]",
		Description: "One\n.two 'x' \\n.\n\nList:\n  a  --b\n  c\n\nThree — ünd.",
		Sections: []manpages.Section{
			{Heading: "NONE"},
			{Heading: "OPTIONS", Terms: []manpages.Term{{Words: []string{"-f", "--file"}, Operand: "FILE", Text: "The file."}}},
		},
		Examples: "  build er -f ~/x",
		SeeAlso:  []string{"build", "build-ing"},
	}
	const want = `.TH "BUILD\-ER" "1" "" "build 1" "A \(dqmanual\(dq"
.SH "NAME"
build\-er \- Build
.SH "SYNOPSIS"
build er [flags]
.SH "DESCRIPTION"
One
\&.two \(aqx\(aq \en.
.PP
List:
.nf
  a  \-\-b
  c
.fi
.PP
Three \[u2014] \[u00FC]nd.
.SH "OPTIONS"
.TP
\fB\-f\fR, \fB\-\-file\fR \fIFILE\fR
The file.
.SH "EXAMPLES"
.nf
  build er \-f \(ti/x
.fi
.SH "SEE ALSO"
\fBbuild\fR(1),
\fBbuild\-ing\fR(1)
`
	var got strings.Builder
	if err := p.Write(&got); err != nil {
		t.Fatal(err)
	}
	if got.String() != want {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want)
	}
}
