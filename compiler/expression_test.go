package compiler_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler"
	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// builder is an inventory of one builder, a, with more attributes.
func builder(attributes string) string {
	return "builder \"a\" {\nsystems = [\"aarch64-linux\"]\npublic_host_keys = [\"@KEY1@\"]\n" + attributes + "\n}\n"
}

func TestVariables(t *testing.T) {
	cases := []struct {
		name, variable, use string
		vars                []string
		want                string
	}{
		{"a default", `default = "u"`, `ssh_user = var.v`, nil, `a.ssh_user = "u"`},
		{"--var wins", `default = "u"`, `ssh_user = var.v`, []string{"v=w"}, `a.ssh_user = "w"`},
		{"a string is taken as it is", "type = string\ndefault = \"x\"", `host_name = "a${strlen(var.v)}.example"`, []string{`v=["${x}`}, `a.host_name = "a6.example"`},
		{"a number", `type = number`, `max_jobs = var.v`, []string{"v=12"}, `a.max_jobs = 12`},
		{"a bool", `type = bool`, `enable = var.v`, []string{"v=false"}, `a.enable = false`},
		{"a list", `type = list(string)`, `tags = var.v`, []string{`v=["x", "y"]`}, `a.tags = ["x","y"]`},
		{"a set", `type = set(string)`, `tags = sort(var.v)`, []string{`v=["y", "x"]`}, `a.tags = ["x","y"]`},
		{"a map", `type = map(number)`, `max_jobs = var.v["x"]`, []string{`v={ x = 3 }`}, `a.max_jobs = 3`},
		{"an object", `type = object({ jobs = number, tags = list(string) })`, "max_jobs = var.v.jobs\ntags = var.v.tags", []string{`v={ jobs = 3, tags = ["x"] }`}, `a.max_jobs = 3`},
		{"a tuple", `type = tuple([string, number])`, `max_jobs = var.v[1]`, []string{`v=["x", 5]`}, `a.max_jobs = 5`},
		{"anything", `type = any`, `max_jobs = var.v.x`, []string{`v={ x = 7 }`}, `a.max_jobs = 7`},
		{"without a type and default, a word is a string", ``, `ssh_user = var.v`, []string{"v=w"}, `a.ssh_user = "w"`},
		{"without a type, a number stays one", `default = 2`, `max_jobs = var.v`, []string{"v=12"}, `a.max_jobs = 12`},
		{"without a type, a string stays one", `default = "2"`, `ssh_user = "u${var.v}"`, []string{"v=12"}, `a.ssh_user = "u12"`},
		{"null is a value", "type = string\ndefault = null", `ssh_user = var.v`, nil, `a.ssh_user = null`},
		{"a validation that holds", "default = 2\nvalidation {\ncondition = var.v > 1 && var.v < 5\nerror_message = \"no\"\n}", `max_jobs = var.v`, nil, `a.max_jobs = 2`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := compiled(t, "variable \"v\" {\n"+c.variable+"\n}\n"+builder(c.use), c.vars...)
			wantPlan(t, p, c.want)
		})
	}
}

// mistake is an inventory and all that is said about it, as "LINE CODE".
type mistake struct {
	name, src string
	vars      []string
	want      []string
}

func mistakes(t *testing.T, cases []mistake) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags := compile(t, c.src, schema.HCL, c.vars...)
			if d := cmp.Diff(c.want, said(diags)); d != "" {
				t.Errorf("%s%v", d, diags)
				for _, dg := range diags {
					t.Logf("%v: %s", dg.Subject, dg.Detail)
				}
			}
		})
	}
}

func TestVariableMistakes(t *testing.T) {
	use := builder(`max_jobs = var.v`)
	mistakes(t, []mistake{
		{"no value", "variable \"v\" {}\n" + use, nil, []string{"1 missing-variable"}},
		{"nobody declares it", use, nil, []string{"4 unknown-variable"}},
		{"nobody declares what --var sets", builder(""), []string{"v=1"}, []string{"0 unknown-variable"}},
		{"the default is of another type", "variable \"v\" {\n type = number\n default = \"x\"\n}\n" + use, nil, []string{"3 invalid-variable"}},
		{"--var is of another type", "variable \"v\" { type = number }\n" + use, []string{"v=x"}, []string{"1 invalid-variable"}},
		{"--var is no value", "variable \"v\" { type = list(string) }\n" + use, []string{"v=[\"x"}, []string{"1 invalid-variable"}},
		{"--var nests too deep", "variable \"v\" { type = any }\n" + use, []string{"v=" + strings.Repeat("[", 100_000)}, []string{"1 invalid-variable"}},
		{"no such type", "variable \"v\" {\n type = text\n default = 1\n}\n" + use, nil, []string{"2 invalid-variable"}},
		{"a default that needs others", "variable \"v\" { default = local.x }\nlocals { x = 1 }\n" + use, nil, []string{"1 expression"}},
		{"a validation fails", "variable \"v\" {\n default = 9\n validation {\n  condition = var.v < 5\n  error_message = \"At most 4.\"\n }\n}\n" + use, nil, []string{"1 variable-validation"}},
		{"a validation is none", "variable \"v\" {\n default = 9\n validation {\n  condition = \"yes\"\n  error_message = \"x\"\n }\n}\n" + use, nil, []string{"4 invalid-variable"}},
		{"a validation cannot be evaluated", "variable \"v\" {\n default = 9\n validation {\n  condition = var.w\n  error_message = \"x\"\n }\n}\n" + use, nil, []string{"4 expression"}},
		{"the word alone", builder("max_jobs = var"), nil, []string{"4 unknown-variable"}},
		{"a number where a string is wanted", "variable \"v\" { default = 9 }\n" + builder(`ssh_user = var.v`), nil, []string{"5 wrong-type"}},
	})
}

func TestTheMessageOfAValidationIsShown(t *testing.T) {
	_, diags := compile(t, "variable \"v\" {\n default = 9\n validation {\n  condition = var.v < 5\n  error_message = \"At most 4, not ${var.v}.\"\n }\n}\n", schema.HCL)
	if len(diags) != 1 || diags[0].Detail != "At most 4, not 9." {
		t.Errorf("%v", diags)
	}
}

func TestLocalsInAnyOrder(t *testing.T) {
	wantPlan(t, compiled(t, `
		locals { c = local.b + 1 }
		`+builder("max_jobs = local.c\ntags = [for s in local.list : upper(s)]")+`
		locals {
			b = local.a * 2
			list = ["x", "y"]
			a = 3
		}`), `
		a.max_jobs = 7
		a.tags = ["X","Y"]`)
}

func TestLocalsAndBlocksOfAllFilesOfAFolder(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a.hcl":  "builder \"a\" {\n max_jobs = local.jobs\n systems = [\"aarch64-linux\"]\n profiles = [\"p\"]\n}",
		"b.toml": "[profile.p]\nspeed_factor = 2\n[builder.b]\nsystems = [\"aarch64-linux\"]\nmax_jobs = 5\n",
		"z.hcl":  "locals { jobs = builder.b.max_jobs + 1 }",
		".x.hcl": "nonsense",
		"README": "nonsense",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	src, diags, err := schema.Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer src.Close()
	p, more := compiler.Compile(src, compiler.Options{})
	if diags = append(diags, more...); diags.HasErrors() {
		t.Fatal(diags)
	}
	wantPlan(t, p, "a.max_jobs = 6\na.speed_factor = 2\ndefault.builders = [\"a\",\"b\"]")
}

func TestForEach(t *testing.T) {
	ci := func(forEach, body string) string {
		return "builder \"ci\" {\nfor_each = " + forEach + "\nsystems = [\"aarch64-linux\"]\n" + body + "\n}\n"
	}
	onlyHCL(t, []inventoryCase{
		{"over a set of strings", ci(`toset(["b", "a"])`, `ssh_user = each.key
			host_name = "${each.value}.example"`), `
			ci-a.ssh_user = "a"
			ci-a.host_name = "a.example"
			ci-b.ssh_user = "b"
			default.builders = ["ci-a","ci-b"]`},
		{"over a map", ci(`tomap({ a = 2, b = 3 })`, `max_jobs = each.value`), `
			ci-a.max_jobs = 2
			ci-b.max_jobs = 3`},
		{"over an object, whose values may differ in type", ci(`{ a = { jobs = 2 }, b = { jobs = 3, tags = ["t"] } }`, "max_jobs = each.value.jobs\ntags = lookup(each.value, \"tags\", [])"), `
			ci-a.max_jobs = 2
			ci-b.tags = ["t"]`},
		{"with a name", ci(`toset(["a", "b"])`, `name = "x${each.key}y"`), `
			default.builders = ["xay","xby"]`},
		{"over nothing", ci(`{}`, ``), `
			default.builders = []`},
		{"over what a variable or local has", "locals { m = { for s in [\"a\", \"b\"] : s => upper(s) } }\n" + ci(`local.m`, `tags = [each.value]`), `
			ci-b.tags = ["B"]`},
		{"the order of keys stands at the place of the block", builder("") + ci(`toset(["y", "x"])`, ``) + "builder \"b\" { systems = [\"aarch64-linux\"] }", `
			default.builders = ["a","ci-x","ci-y","b"]`},
		{"of clients, over all builders", builder("") + "client \"c\" {\nfor_each = builder\nname = \"of-${each.key}\"\nuse = [each.value.name]\n}", `
			of-a.builders = ["a"]`},
		{"with endpoints and blocks of each", ci(`{ a = "10.0.0.1" }`, "endpoint \"lan\" { host_name = each.value }"), `
			ci-a.endpoints = [{"host_name":"10.0.0.1","name":"lan","port":22,"when":"reachable"}]`},
	})
}

func TestForEachMistakes(t *testing.T) {
	ci := func(forEach, body string) string {
		return "builder \"ci\" {\nfor_each = " + forEach + "\nsystems = [\"aarch64-linux\"]\npublic_host_keys = [\"@KEY1@\"]\nmachine = \"m\"\n" + body + "\n}\n"
	}
	keys := func(n int) string {
		return fmt.Sprintf(`{ for p in setproduct(range(1000), range(%d)) : "${p[0]}x${p[1]}" => 1 }`, n)
	}
	mistakes(t, []mistake{
		{"a list", ci(`["a"]`, ``), nil, []string{"2 invalid-for-each"}},
		{"a number", ci(`3`, ``), nil, []string{"2 invalid-for-each"}},
		{"a set of numbers", ci(`toset([1])`, ``), nil, []string{"2 invalid-for-each"}},
		{"null", ci(`null`, ``), nil, []string{"2 invalid-for-each"}},
		{"a key that is no name", ci(`toset(["a", "B"])`, ``), nil, []string{"1 invalid-for-each"}},
		{"the same name twice", ci(`toset(["a", "b"])`, `name = "x"`), nil, []string{"1 duplicate-name"}},
		{"a name that another builder has", builder("host_name = \"x\"") + ci(`toset(["a"])`, `name = each.key`), nil, []string{"6 duplicate-name"}},
		{"name without for_each", builder(`name = "x"`), nil, []string{"4 conflicting-values"}},
		{"each without for_each", builder(`ssh_user = each.key`), nil, []string{"4 misplaced-reference"}},
		{"an unknown part of each", ci(`toset(["a"])`, `ssh_user = each.kye`), nil, []string{"6 expression"}},
		{"one wrong value is told once", ci(`toset(["a", "b", "c"])`, `max_jobs = "x"`), nil, []string{"6 wrong-type"}},
		{"a broken for_each says it alone", ci(`local.nope`, ``) + "client \"c\" { use = [\"ci-a\"] }", nil, []string{"2 unknown-reference"}},
		{"a bare builder is for clients", ci(`builder`, ``), nil, []string{"2 misplaced-reference"}},
		{"itself", ci(`toset([builder.ci["a"].name])`, ``), nil, []string{"2 dependency-loop"}},
		{"more than an inventory can have", ci(keys(21), ``), nil, []string{"2 too-many-items"}},
		{"two that are together too many", "client \"c\" {\nfor_each = " + keys(11) + "\n}\nclient \"d\" {\nfor_each = " + keys(11) + "\n}\n", nil, []string{"5 too-many-items"}},
	})
}

func TestReferences(t *testing.T) {
	base := `
		defaults {
			systems = ["aarch64-linux"]
			speed_factor = 2
			ssh { connect_timeout = 7 }
		}
		profile "p" { max_jobs = 6 }
		builder "a" {
			profiles = ["p"]
			host_name = "a.example"
			cache { public_key = "@CACHE1@" }
		}
		builder "ci" {
			for_each = { x = 2, y = 3 }
			max_jobs = each.value
		}
		builder "store" { uri = "daemon" }
	`
	onlyHCL(t, []inventoryCase{
		{"have the value after defaults and profiles, and built-in defaults", base + `
			builder "b" {
				max_jobs = builder.a.max_jobs + 1
				speed_factor = builder.a.speed_factor * 2
				port = builder.a.port + 1
				host_name = "x-${builder.a.host_name}"
				protocol = builder.a.protocol
				ssh { connect_timeout = builder.a.ssh.connect_timeout }
			}`, `
			b.max_jobs = 7
			b.speed_factor = 4
			b.port = 23
			b.host_name = "x-a.example"
			b.ssh.connect_timeout = 7`},
		{"what is not set is null, a host name the label", base + `
			builder "b" {
				ssh_user = builder.a.ssh_user
				tags = [builder.ci["x"].host_name, builder.ci["y"].name]
				emulated_speed_factor = builder.a.emulated_speed_factor
			}`, `
			b.ssh_user = null
			b.tags = ["ci-x","ci-y"]
			b.emulated_speed_factor = null`},
		{"have the inner blocks, which may be null", base + `
			builder "b" {
				cache {
					public_key = builder.a.cache.public_key
					substituter = builder.a.cache.substituter
				}
				tags = [builder.b0.remote == null ? "none" : "some", builder.store.host_name == null ? "store" : "host"]
			}
			builder "b0" {}`, `
			b.cache.public_key = "@CACHE1@"
			b.tags = ["none","store"]`},
		{"by key, attribute and index", base + `
			builder "b" {
				max_jobs = builder.ci["y"].max_jobs + builder.ci.x.max_jobs + builder["a"].max_jobs
			}`, `
			b.max_jobs = 11`},
		{"before the builder that they name", `
			builder "b" {
				systems = builder.a.systems
				max_jobs = local.n
			}
			locals { n = builder.a.max_jobs * 2 }
			builder "a" {
				systems = ["aarch64-linux"]
				max_jobs = 4
			}`, `
			b.max_jobs = 8`},
		{"from a profile and a jump", base + `
			profile "q" { max_jobs = builder.a.max_jobs }
			jump "j" { port = builder.a.port + 8 }
			builder "b" { profiles = ["q"] }`, `
			b.max_jobs = 6
			j.port = 30`},
		{"of clients, to all builders", base + `
			client "c" {
				use = [for name, b in builder : name if try(b.max_jobs, 0) > 5]
				max_jobs = length(keys(builder))
				host_names = []
			}
			client "d" {
				use = values(builder.ci)[*].name
				settings = { cores = builder.ci["x"].max_jobs }
			}
			client_defaults { exclude = [for n in keys(builder) : n if n == "store"] }`, `
			c.builders = ["a"]
			c.max_jobs = 3
			d.builders = ["ci-x","ci-y"]
			d.settings = {"cores":"2"}`},
	})
}

func TestReferenceMistakes(t *testing.T) {
	a := builder("max_jobs = 2")
	b := func(body string) string {
		return a + "builder \"b\" {\nsystems = [\"aarch64-linux\"]\npublic_host_keys = [\"@KEY2@\"]\n" + body + "\n}\n"
	}
	mistakes(t, []mistake{
		{"an unknown builder", b(`max_jobs = builder.c.max_jobs`), nil, []string{"9 unknown-reference"}},
		{"an unknown attribute", b(`max_jobs = builder.a.jobs`), nil, []string{"9 unknown-reference"}},
		{"an unknown local", b(`max_jobs = local.x`), nil, []string{"9 unknown-reference"}},
		{"an unknown root", b(`max_jobs = machine.x`), nil, []string{"9 expression"}},
		{"each place is told", b("max_jobs = local.x\nport = local.x"), nil, []string{"9 unknown-reference", "10 unknown-reference"}},
		{"itself", b(`max_jobs = builder.b.port`), nil, []string{"9 dependency-loop"}},
		{"a loop through a local", "locals { x = builder.b.max_jobs }\n" + b(`max_jobs = local.x`), nil, []string{"10 dependency-loop"}},
		{"a loop of two locals", "locals {\n x = local.y\n y = local.x\n}\n" + a, nil, []string{"3 dependency-loop"}},
		{"a loop of two builders", strings.Replace(b(`max_jobs = builder.a.max_jobs`), "max_jobs = 2", "max_jobs = builder.b.max_jobs", 1), nil, []string{"9 dependency-loop"}},
		{"defaults that need a builder", "defaults { port = builder.a.port }\n" + a, nil, []string{"2 dependency-loop"}},
		{"a profile that needs one of its builders", "profile \"p\" { port = builder.b.port }\n" + b(`profiles = ["p"]`), nil, []string{"10 dependency-loop"}},
		{"a bare builder in a builder", b(`tags = keys(builder)`), nil, []string{"9 misplaced-reference"}},
		{"a splat in a local", "locals { x = builder[*].name }\n" + a, nil, []string{"1 misplaced-reference"}},
		{"a bare builder in defaults", "defaults { tags = keys(builder) }\n" + a, nil, []string{"1 misplaced-reference"}},
		{"a computed name", "locals { n = \"a\" }\n" + b(`max_jobs = builder[local.n].max_jobs`), nil, []string{"10 misplaced-reference"}},
		{"what is wrong in a builder is told there only", strings.Replace(b(`max_jobs = builder.a.max_jobs`), "max_jobs = 2", "max_jobs = \"2\"", 1), nil, []string{"4 wrong-type"}},
		{"a builder that cannot be computed is told there only", strings.Replace(b("max_jobs = builder.a.max_jobs"), "max_jobs = 2", "max_jobs = local.nope", 1) + "client \"c\" { use = [\"a\", \"b\"] }", nil, []string{"4 unknown-reference"}},
		{"a division by zero", b(`max_jobs = 1 / 0`), nil, []string{"9 out-of-range"}},
		{"an operator on a string", b(`max_jobs = "x" + 1`), nil, []string{"9 expression"}},
		{"a function that does not exist", b(`max_jobs = timestamp()`), nil, []string{"9 expression"}},
	})
}

// Each local is at most twice the one before, and the last would fill any disk.
func TestLocalsThatGrowAreRefused(t *testing.T) {
	for name, step := range map[string]string{
		"texts":     `"${local.x%[1]d}${local.x%[1]d}"`,
		"lists":     `[local.x%[1]d, local.x%[1]d]`,
		"join":      `join("", [local.x%[1]d, local.x%[1]d])`,
		"format":    `format("%%s%%s", local.x%[1]d, local.x%[1]d)`,
		"functions": `jsonencode([local.x%[1]d, local.x%[1]d])`,
	} {
		t.Run(name, func(t *testing.T) {
			_, diags := compile(t, growing(step), schema.HCL)
			if len(diags) != 1 || diag.CodeOf(diags[0]) != diag.ExpressionLimit {
				t.Errorf("%v", diags)
			}
		})
	}
}

// growing is a chain of locals, each made of the one before, whose number step
// takes.
func growing(step string) string {
	var out strings.Builder
	out.WriteString("locals {\n x0 = \"0123456789abcdef\"\n")
	for i := range 60 {
		fmt.Fprintf(&out, " x%d = %s\n", i+1, fmt.Sprintf(step, i))
	}
	return out.String() + "}\n"
}

// A chain is computed one block in another, so its length is bounded.
func TestLongChainsOfReferences(t *testing.T) {
	chain := func(n int) string {
		var out strings.Builder
		out.WriteString("locals {\n")
		for i := range n {
			fmt.Fprintf(&out, " x%06d = local.x%06d\n", i, i+1)
		}
		fmt.Fprintf(&out, " x%06d = 5\n}\n", n)
		return out.String() + builder("max_jobs = local.x000000")
	}
	wantPlan(t, compiled(t, chain(900)), "a.max_jobs = 5")
	_, diags := compile(t, chain(2_000), schema.HCL)
	if len(diags) == 0 || diag.CodeOf(diags[0]) != diag.Expression {
		t.Errorf("%d diagnostics", len(diags))
	}
}
