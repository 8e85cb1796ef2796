package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// limits returns the places of diagnostics about the budget, which is that of
// every run where base is 0.
func limits(t *testing.T, src string, base int64) (said []string) {
	t.Helper()
	sources, diags, err := schema.Read(strings.NewReader(expand(src)), "in", schema.HCL)
	if err != nil || diags.HasErrors() {
		t.Fatal(err, diags)
	}
	sources.Budget().TestOnlyBase(base)
	_, diags = compiler.Compile(sources, compiler.Options{})
	for _, d := range report.Prepare(diags) {
		if diag.CodeOf(d) == diag.ExpressionLimit {
			said = append(said, d.Subject.String())
		}
	}
	return said
}

// small is the budget of tests that spend all of it.
const small = 1 << 18

// Blocks are decoded in parallel, and the budget ends at the same place.
func TestTheBudgetEndsAtOnePlace(t *testing.T) {
	var src strings.Builder
	for i := range 200 {
		fmt.Fprintf(&src, "builder \"b%d\" {\n systems = [\"aarch64-linux\"]\n max_jobs = length(flatten([for a in range(20) : [for b in range(20) : a + b]]))\n}\n", i)
	}
	first := limits(t, src.String(), small)
	if len(first) != 1 {
		t.Fatalf("the limit is told at %v", first)
	}
	for range 20 {
		if again := limits(t, src.String(), small); len(again) != 1 || again[0] != first[0] {
			t.Errorf("the limit is told at %v, and at %v", first, again)
		}
	}
}

// All blocks share one budget, and nothing after its end is evaluated.
func TestOneBudgetForAll(t *testing.T) {
	const work = "length(flatten([for a in range(20) : [for b in range(20) : a + b]]))"
	for name, src := range map[string]string{
		"locals":                    "locals {\n" + repeat(40, " x%d = "+work+"\n") + "}\n" + builder(""),
		"builders":                  repeat(40, "builder \"b%d\" {\n systems = [\"aarch64-linux\"]\n max_jobs = "+work+"\n}\n"),
		"builders that need others": "locals {\n y = 1\n}\n" + repeat(40, "builder \"b%d\" {\n systems = [\"aarch64-linux\"]\n max_jobs = local.y + "+work+"\n}\n"),
		"clients":                   builder("") + repeat(40, "client \"c%d\" {\n max_jobs = "+work+"\n}\n"),
		"profiles":                  repeat(40, "profile \"p%d\" {\n max_jobs = "+work+"\n}\n") + builder(""),
		"conditions":                repeat(40, "variable \"v%[1]d\" {\n default = 1\n validation {\n  condition = var.v%[1]d < "+work+"\n  error_message = \"x\"\n }\n}\n") + builder(""),
		"overrides":                 builder("") + "client \"c\" {\n" + repeat(40, " override \"@t%d\" {\n  max_jobs = "+work+"\n }\n") + "}\n",
		"requirements":              builder("") + repeat(40, "require \"r%d\" {\n system = \"aarch64-linux\"\n features = ["+work+"]\n}\n"),
		"jumps":                     builder("") + repeat(40, "jump \"j%d\" {\n port = "+work+"\n}\n"),
	} {
		if said := limits(t, src, small); len(said) != 1 {
			t.Errorf("%s: the limit is told at %v", name, said)
		}
	}
}

func repeat(n int, form string) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, form, i)
	}
	return out.String()
}

// What people have, and more, fits into the budget: that of their text, and
// where for_each repeats it.
func TestLargeInventoriesFitTheBudget(t *testing.T) {
	hosts := "locals {\n user = \"nix\"\n features = [\"kvm\", \"big-parallel\"]\n hosts = {\n" + repeat(10_000, "  n%[1]d = { jobs = %[1]d - %[1]d + 4, zone = \"z\", tags = [\"a\", \"b\"] }\n") + " }\n" +
		" large = {for n, h in local.hosts : n => h if h.jobs > 2}\n zones = toset([for h in values(local.hosts) : h.zone])\n}\n"
	body := " systems = [\"x86_64-linux\"]\n host_name = \"${each.key}.${each.value.zone}.example.org\"\n max_jobs = each.value.jobs * 2\n speed_factor = max(1, each.value.jobs)\n" +
		" tags = [for t in each.value.tags : \"t-${t}\"]\n ssh_user = local.user\n ssh_key = \"/etc/keys/${each.key}\"\n supported_features = local.features\n machine = upper(replace(each.key, \"x\", \"-\"))\n port = each.value.jobs > 3 ? 22 : 2222\n"
	for name, src := range map[string]string{
		"for_each over a local": hosts + "builder \"c\" {\n for_each = local.large\n" + body + "}\nclient \"x\" {\n use = [for n, b in builder.c : b.name if b.max_jobs > 100]\n}\n",
		"for_each over 20,000": "locals {\n user = \"nix\"\n features = [\"kvm\"]\n r = merge([for a in range(200) : {for b in range(100) : \"n${a}x${b}\" => 4}]...)\n}\n" +
			"builder \"c\" {\n for_each = local.r\n" + strings.NewReplacer("each.value.jobs", "each.value", ".${each.value.zone}", "", "[for t in each.value.tags : \"t-${t}\"]", "[\"t-${each.value}\"]").Replace(body) + "}\n",
		"blocks that refer to a local": hosts + repeat(10_000, "builder \"n%[1]d\" {\n systems = [\"x86_64-linux\"]\n max_jobs = local.hosts[\"n%[1]d\"].jobs\n host_name = \"n%[1]d.${local.hosts.n%[1]d.zone}.example.org\"\n tags = concat([\"x\"], [for t in local.hosts.n%[1]d.tags : \"t-${t}\"])\n speed_factor = max(1, 2)\n}\n"),
	} {
		t.Run(name, func(t *testing.T) {
			if said := limits(t, src, 0); len(said) > 0 {
				t.Errorf("the limit is told at %v", said)
			}
		})
	}
}
