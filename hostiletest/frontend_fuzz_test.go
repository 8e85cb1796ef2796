package hostiletest

import (
	"runtime/metrics"
	"strings"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// What one input gets, and may take: the units of its budget, bytes that are
// allocated in all for a short text and for each byte of it, and a time that
// only a hang comes to.
const (
	fuzzBudget          = 1 << 16
	maxAllocated        = 64 << 20
	maxAllocatedPerByte = 20_000
	hang                = 5 * time.Minute
)

// FuzzFrontEnd compiles any HCL, beside a file with a secret. It ends soon, it
// does not panic, and shows nothing of the file.
func FuzzFrontEnd(f *testing.F) {
	empty, path := room(f)
	for _, b := range bombs {
		if len(b.text) < maxInput {
			f.Add(b.text)
		}
	}
	for _, e := range secretly {
		f.Add("locals {\n  f = file(\"s\")\n  x = " + strings.ReplaceAll(e, "@", `file("s")`) + "\n}\n")
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > maxInput {
			t.Skip("larger inputs are slower, and no more than that")
		}
		bounded(t, empty, path, text)
	})
}

// maxInput is how long an input may be, in bytes.
const maxInput = 16 << 10

// frontEnd compiles a text, and returns what is said of it.
func frontEnd(t *testing.T, files *schema.Sources, name, text string) string {
	t.Helper()
	src, diags, err := files.With(name, []byte(text))
	if err != nil {
		return "" // no parser should see it
	}
	src.Budget().TestOnlyBase(fuzzBudget)
	if !diags.HasErrors() {
		_, more := compiler.Compile(src, compiler.Options{})
		diags = append(diags, more...)
	}
	limits := map[string]bool{}
	for _, d := range diags {
		if diag.CodeOf(d) == diag.ExpressionLimit && src.Budget().Spent() {
			limits[d.Detail+d.Subject.String()] = true
		}
	}
	if src.Budget().Spent() && len(limits) == 0 {
		t.Error("the budget is spent, and nobody says so")
	}
	var out strings.Builder
	if err := report.Write(&out, diags, src.Texts(), report.Options{Format: report.JSON}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func allocated() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
