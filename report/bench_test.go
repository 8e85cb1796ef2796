package report_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
)

// largeInventory has 10,000 builders in 3 MB.
func largeInventory() string {
	var b strings.Builder
	for i := range 10_000 {
		fmt.Fprintf(&b, "builder \"b%05d\" {\n  systems = [\"x86_64-linux\"]\n  public_host_keys = [\"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ8Qd0kC2yrLkMmNq1T5pX2b0O1gY8zCwZ7oXb0%05d\"]\n  max_jobs = 4\n  # %s\n}\n\n", i, i, strings.Repeat("filler ", 17))
	}
	return b.String()
}

func BenchmarkOneAtTheEnd(b *testing.B) {
	src := largeInventory()
	end := strings.LastIndex(src, "max_jobs")
	benchmark(b, src, hcl.Diagnostics{diag.New(diag.MaxJobsZero, bytesRange("i.hcl", src, end, end+8), "Use enable.")})
}

func BenchmarkTenThousand(b *testing.B) {
	src := largeInventory()
	var diags hcl.Diagnostics
	for line, offset := 1, 0; offset < len(src); line++ {
		l, _, _ := strings.Cut(src[offset:], "\n")
		if strings.Contains(l, "max_jobs") || strings.Contains(l, "public_host_keys") && line%2 == 0 {
			start := hcl.Pos{Line: line, Column: 3, Byte: offset + 2}
			end := hcl.Pos{Line: line, Column: 11, Byte: offset + 10}
			diags = append(diags, diag.New(diag.MaxJobsZero, hcl.Range{Filename: "i.hcl", Start: start, End: end}, "Use enable."))
		}
		offset += len(l) + 1
	}
	benchmark(b, src, diags)
}

func benchmark(b *testing.B, src string, diags hcl.Diagnostics) {
	sources := report.Sources{"i.hcl": []byte(src)}
	b.SetBytes(int64(len(src)))
	b.ReportMetric(float64(len(diags)), "diagnostics")
	for b.Loop() {
		if err := report.Write(io.Discard, diags, sources, report.Options{Format: report.Text}); err != nil {
			b.Fatal(err)
		}
	}
}
