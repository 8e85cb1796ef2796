package compiler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// Blocks are decoded side by side, some hundreds here; what is said about them
// and what comes of them is in the order of the file. Every third needs the
// first, so that it is decoded in its turn.
func TestManyBuildersKeepTheirOrder(t *testing.T) {
	const n = 300
	write := func(jobs string) string {
		var src strings.Builder
		for i := range n {
			value := jobs
			if i%3 == 2 {
				value = "builder.b0.max_jobs * " + jobs
			}
			fmt.Fprintf(&src, "builder \"b%d\" {\n  systems  = [\"aarch64-linux\"]\n  max_jobs = %s\n}\n", i, value)
		}
		return src.String()
	}

	p, diags := compile(t, write("2"), schema.HCL)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	for i, b := range p.Clients[0].Builders {
		jobs := 2
		if i%3 == 2 {
			jobs = 4
		}
		if b.Name != fmt.Sprintf("b%d", i) || b.MaxJobs != jobs {
			t.Errorf("builder %d is %s with %d jobs", i, b.Name, b.MaxJobs)
		}
	}

	_, diags = compile(t, write("-2"), schema.HCL)
	var lines []int
	for _, d := range diags {
		if diag.CodeOf(d) == diag.OutOfRange {
			lines = append(lines, d.Subject.Start.Line)
		}
	}
	if len(lines) < n*2/3 || !slices.IsSorted(lines) {
		t.Errorf("%d findings, at lines %d", len(lines), lines)
	}
}
