package goldentest_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aymanbagabas/go-udiff"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// The plan is the interface to other programs: nothing that an emitter needs
// may live in memory only.
func TestPlanSurvivesJSON(t *testing.T) {
	eachCase(t, func(t *testing.T, name string) {
		c := compile(t, inventories(t, name)[0])
		decoded, err := plan.Decode(strings.NewReader(c.files["plan.json"]))
		if err != nil {
			t.Fatal(err)
		}
		again, _ := emitAll(t, decoded)
		sameFiles(t, c.files, again)
	})
}

// sameFiles compares two outputs of compile --out.
func sameFiles(t *testing.T, want, got map[string]string) {
	t.Helper()
	if a, b := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)); !slices.Equal(a, b) {
		t.Fatalf("the files are %v, want %v", b, a)
	}
	for path := range want {
		if diff := udiff.Unified("want", "got", want[path], got[path]); diff != "" {
			t.Errorf("%s differs:\n%s", path, diff)
		}
	}
}
