package compiler_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"golang.org/x/crypto/ssh"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

var placeholder = regexp.MustCompile(`@(KEY|CACHE)([0-9])@`)

// expand fills in @KEY1@ (a line of an ssh public key) and @CACHE1@ (a public
// key of a cache), which are the same in every run.
func expand(src string) string {
	return placeholder.ReplaceAllStringFunc(src, func(s string) string {
		m := placeholder.FindStringSubmatch(s)
		pub := ed25519.NewKeyFromSeed(bytes.Repeat([]byte(m[2]), ed25519.SeedSize)).Public().(ed25519.PublicKey)
		if m[1] == "CACHE" {
			return "cache-" + m[2] + ":" + base64.StdEncoding.EncodeToString(pub)
		}
		key, err := ssh.NewPublicKey(pub)
		if err != nil {
			panic(err)
		}
		return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key)))
	})
}

// compile compiles an inventory from standard input.
func compile(t testing.TB, src string, syntax schema.Syntax, vars ...string) (*plan.Plan, hcl.Diagnostics) {
	t.Helper()
	sources, diags, err := schema.Read(strings.NewReader(expand(src)), "in", syntax)
	if err != nil {
		t.Fatal(err)
	}
	if diags.HasErrors() {
		return nil, report.Prepare(diags)
	}
	opts := compiler.Options{Vars: map[string]string{}}
	for _, v := range vars {
		name, value, _ := strings.Cut(v, "=")
		opts.Vars[name] = value
	}
	p, more := compiler.Compile(sources, opts)
	return p, report.Prepare(append(diags, more...))
}

// compiled returns the plan of an inventory in HCL that has no errors.
func compiled(t testing.TB, src string, vars ...string) *plan.Plan {
	t.Helper()
	p, diags := compile(t, src, schema.HCL, vars...)
	if diags.HasErrors() {
		t.Fatalf("%v", said(diags))
	}
	return p
}

// said lists diagnostics as "LINE CODE". Those without a place have line 0.
func said(diags hcl.Diagnostics) []string {
	out := []string{}
	for _, d := range diags {
		line := 0
		if d.Subject != nil {
			line = d.Subject.Start.Line
		}
		out = append(out, strconv.Itoa(line)+" "+string(diag.CodeOf(d)))
	}
	return out
}

// errorsOf is said without warnings and hints.
func errorsOf(diags hcl.Diagnostics) []string {
	return said(slices.DeleteFunc(slices.Clone(diags), func(d *hcl.Diagnostic) bool { return diag.SeverityOf(d) != diag.Error }))
}

// encoded is the JSON form of a plan.
func encoded(t testing.TB, p *plan.Plan) string {
	t.Helper()
	var out strings.Builder
	if err := plan.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// view is the JSON form of a plan, to look things up in.
type view struct {
	Builders map[string]map[string]any
	Clients  map[string]map[string]any
	Jumps    map[string]map[string]any
}

func viewOf(t testing.TB, p *plan.Plan) view {
	t.Helper()
	var v view
	if err := json.Unmarshal([]byte(encoded(t, p)), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// value returns what the plan has at a path such as "ada.max_jobs",
// "laptop.builders" ("client:laptop.builders" where a builder has that name,
// too) or, for a builder as a client sees it, "laptop/ada.ssh.options".
func (v view) value(path string) (any, error) {
	name, attr, _ := strings.Cut(path, ".")
	client, builder, seen := strings.Cut(name, "/")
	steps := strings.Split(attr, ".")
	var at any = v.object(name)
	if seen {
		overrides, _ := v.Clients[client]["overrides"].(map[string]any)
		if o, _ := overrides[builder].(map[string]any); o != nil && has(o, steps[0]) {
			at = o
		} else {
			at = v.Builders[builder]
		}
	}
	for _, s := range steps {
		m, ok := at.(map[string]any)
		if !ok || !has(m, s) {
			return nil, fmt.Errorf("the plan has no %s", path)
		}
		at = m[s]
	}
	return at, nil
}

func (v view) object(name string) any {
	if client, ok := strings.CutPrefix(name, "client:"); ok {
		return v.Clients[client]
	}
	for _, space := range []map[string]map[string]any{v.Builders, v.Clients, v.Jumps} {
		if o := space[name]; o != nil {
			return o
		}
	}
	return nil
}

func has(m map[string]any, key string) bool {
	_, ok := m[key]
	return ok
}

// wantPlan compares a plan with lines of "PATH = JSON".
func wantPlan(t testing.TB, p *plan.Plan, want string) {
	t.Helper()
	v := viewOf(t, p)
	for line := range strings.Lines(strings.TrimSpace(expand(want))) {
		path, text, ok := strings.Cut(strings.TrimSpace(line), " = ")
		if !ok {
			t.Fatalf("%q is no expectation", line)
		}
		got, err := v.value(path)
		if err != nil {
			t.Error(err)
			continue
		}
		if g := asJSON(t, got); g != text {
			t.Errorf("%s is %s, want %s", path, g, text)
		}
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

// without leaves out the diagnostics of some codes.
func without(said []string, codes ...string) []string {
	return slices.DeleteFunc(said, func(s string) bool {
		_, code, _ := strings.Cut(s, " ")
		return slices.Contains(codes, code)
	})
}

// texts is all that diagnostics say, a line each.
func texts(diags hcl.Diagnostics) string {
	var out strings.Builder
	for _, d := range diags {
		fmt.Fprintln(&out, d.Error())
	}
	return out.String()
}
