package wrapper_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// Whatever a client sends, only what is in the list runs, and only as it is
// there.
func FuzzWrapper(f *testing.F) {
	for _, s := range refused {
		if len(s) < 1000 {
			f.Add(s)
		}
	}
	s := setup("multi-user")
	for _, c := range s.Remote.Commands {
		f.Add(c.Sent)
	}
	shells := counterpart.Shells(f)
	st := newStage(f)
	s.Remote.NixPath = []string{st.bin}
	st.install(f, s)
	f.Fuzz(func(t *testing.T, sent string) {
		if len(sent) > 100_000 || strings.Contains(sent, "\x00") {
			t.Skip("no process can get it")
		}
		i := slices.IndexFunc(s.Remote.Commands, func(c plan.Command) bool { return c.Sent == sent })
		for _, sh := range shells {
			got := st.ask(t, sh, sent, "hello")
			if i < 0 {
				checkRefused(t, sent, got)
				continue
			}
			want := result{stdout: "hello", ran: through("multi-user", "", s.Remote.Commands[i].Argv)}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(result{})); diff != "" {
				t.Errorf("%q:\n%s", sent, diff)
			}
		}
	})
}
