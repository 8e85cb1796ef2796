package hostiletest

import (
	"fmt"
	"hash/crc32"
	bits64 "math/bits"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// A bomb is an inventory that would take a machine if nothing bounded what
// expressions do. Most are shorter than this comment and its neighbours.
type bomb struct {
	name, text string
	vars       []string
	files      map[string]string // beside the inventory
	want       diag.Code         // what is said of it, ExpressionLimit where there is nothing else
	harmless   bool              // it must be evaluated: its cost is bounded by other means
}

// host is a builder, for inventories that come as far as builders.
const host = "\nbuilder \"a\" {\n  systems = [\"aarch64-linux\"]\n  max_jobs = 1\n}\n"

// value returns an inventory with a local of that value.
func value(expression string) string { return "locals {\n  x = " + expression + "\n}\n" + host }

// chain returns an inventory with n locals, each made of the one before, which
// stands for % in the step.
func chain(n int, first, step string) string {
	var out strings.Builder
	fmt.Fprintf(&out, "locals {\n  x0 = %s\n", first)
	for i := range n {
		fmt.Fprintf(&out, "  x%d = %s\n", i+1, strings.ReplaceAll(step, "@", fmt.Sprintf("local.x%d", i)))
	}
	return out.String() + "}\n" + host
}

// nested returns a text with n of one text around a core.
func nested(n int, open, core, end string) string {
	return strings.Repeat(open, n) + core + strings.Repeat(end, n)
}

// loops returns n loops over a thousand numbers in each other.
func loops(n int, core string) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "[for v%d in range(1000) : ", i)
	}
	return out.String() + core + strings.Repeat("]", n)
}

// big is a list of 250,000 numbers, wide a text of 400,000 bytes.
const (
	big  = "flatten([for i in range(500) : range(500)])"
	wide = `join("", [for i in range(100) : format("%4000s", "x")])`
)

// looped returns an inventory that evaluates an expression a million times, with
// a list local.big, a list local.some of a thousand texts and a text local.wide
// of 40,000 bytes.
func looped(expression string) string {
	return "locals {\n  big = flatten([for i in range(50) : range(500)])\n  some = [for i in range(1000) : \"t${i}\"]\n" +
		"  wide = format(\"%40000s\", \"x\")\n  x = " + loops(2, expression) + "\n}\n" + host
}

// repeated returns a builder for each of 20,000 elements.
func repeated(body string) string {
	return "locals {\n  r = toset(flatten([for a in range(200) : [for b in range(100) : \"n${a}x${b}\"]]))\n}\n" +
		"builder \"a\" {\n  for_each = local.r\n  systems = [\"aarch64-linux\"]\n" + body + "\n}\n"
}

// listOf returns n different words in a list.
func listOf(n int, form string) string {
	var out strings.Builder
	out.WriteString("[")
	for i := range n {
		fmt.Fprintf(&out, form+", ", i)
	}
	return out.String() + "]"
}

var bombs = []bomb{
	// Evaluated twice for each level.
	{name: "try in try", text: value(nested(40, "try(", "1", ")")), harmless: true},
	{name: "try in try that fails", text: value(nested(40, "try(", "nothing", ")")), want: diag.Expression},
	{name: "try in try with two arguments", text: value(nested(40, "try(", "nothing", ", 1)")), harmless: true},
	{name: "can in can", text: value(nested(40, "can(", "1", ")")), harmless: true},
	{name: "try and can", text: value(nested(200, "try(can(", "1", "))")), harmless: true},
	{name: "try around a bomb", text: value("try(" + loops(3, "1") + ", 1)")},
	{name: "can around a bomb", text: value("can(" + loops(3, "1") + ")")},
	{name: "try in loops", text: value(loops(2, "try(upper([]), nothing, 1)"))},
	{name: "try of many", text: value(nested(4, "try("+strings.Repeat("nothing, ", 50), "1", ")")), harmless: true},

	// Loops.
	{name: "three loops", text: value(loops(3, "1"))},
	{name: "eight loops", text: value(loops(8, "1"))},
	{name: "nine loops", text: value(loops(9, "1"))},
	{name: "loops of objects", text: value(`{for a in range(1000) : a => {for b in range(1000) : b => a}}`)},
	{name: "loops that group", text: value(`{for a in range(1000) : "x" => {for b in range(1000) : "y" => a...}...}`)},
	{name: "loops that keep nothing", text: value(`[for a in range(1000) : 1 if length([for b in range(1000) : 1 if length([for c in range(1000) : 1 if false]) > 0]) > 0]`)},
	{name: "loops in a template", text: value(`"` + nested(3, "%{ for a in range(1000) }", "x", "%{ endfor }") + `"`)},
	{name: "loops in a heredoc", text: value("<<E\n" + nested(3, "%{ for a in range(1000) ~}", "x", "%{ endfor ~}") + "\nE")},
	{name: "loops one after the other", text: value("[" + strings.Repeat(loops(2, "1")+",", 100) + "]")},
	{name: "loops over loops", text: chain(4, "range(1000)", "flatten([for v in @ : [for w in @ : w]])")},
	{name: "splats in loops", text: looped("local.some[*]")},
	{name: "splats of splats", text: looped("[local.some][*][*][*]")},
	{name: "conditions in loops", text: value(loops(3, "a ? 1 : 2"))},
	{name: "errors in loops", text: value(loops(2, "upper([])"))},
	{name: "errors in one loop", text: "locals {\n big = " + big + "\n x = [for v in local.big : upper([])]\n}\n"},
	{name: "duplicate keys in a loop", text: "locals {\n big = " + big + "\n x = {for v in local.big : \"k\" => 1}\n}\n"},
	{name: "wide bodies", text: value(loops(2, "["+strings.Repeat("1,", 10_000)+"]"))},
	{name: "long traversals", text: value(loops(2, "local.y"+strings.Repeat("[0]", 60))) + "locals {\n y = " + nested(60, "[", "1", "]") + "\n}\n"},
	{name: "names through loops", text: value("[for a in [1] : [for b in [1] : [for c in [1] : [for d in [1] : [for e in [1] : [for f in range(1000) : [for g in range(1000) : [" + strings.Repeat("a,", 1000) + "]]]]]]]]")},

	// Growth.
	{name: "texts that double in locals", text: chain(60, `"0123456789abcdef"`, `"${@}${@}"`)},
	{name: "texts that double in one expression", text: value(nested(20, `join("", [for v in ["x"] : "${v}${`, `"x"`, `}"])`)), want: "any"},
	{name: "texts that double in loops", text: value(nested(30, `[for v in [`, `"0123456789abcdef"`, `] : "${v}${v}"][0]`)), want: diag.ExpressionLimit},
	{name: "lists that double", text: chain(60, `["x"]`, `[@, @]`)},
	{name: "lists that double flat", text: chain(60, `["x"]`, `concat(@, @)`)},
	{name: "objects that double", text: chain(60, `{ a = 1 }`, `{ a = @, b = @ }`)},
	{name: "join doubles", text: chain(60, `"0123456789abcdef"`, `join("", [@, @])`)},
	{name: "format doubles", text: chain(60, `"0123456789abcdef"`, `format("%s%s", @, @)`)},
	{name: "replace doubles", text: chain(60, `"xx"`, `replace(@, "x", "xx")`)},
	{name: "replace squares", text: chain(10, `format("%100s", "")`, `replace(@, " ", @)`)},
	{name: "regex_replace squares", text: chain(10, `format("%100s", "")`, `regex_replace(@, " ", @)`)},
	{name: "regex_replace repeats a match", text: value(`regex_replace(` + wide + `, ".*", "` + strings.Repeat("$0", 1000) + `")`)},
	{name: "jsonencode doubles", text: chain(60, `"\"\"\"\""`, `jsonencode([@, @])`)},
	{name: "jsonencode escapes", text: chain(40, `"<\u0001\""`, `jsonencode(@)`)},
	{name: "merge grows", text: chain(60, `{ k = 1 }`, `merge(@, {for k, v in @ : "${k}x" => v}, {for k, v in @ : "${k}y" => v})`)},
	{name: "setproduct", text: value(`setproduct(range(200), range(200), range(200))`)},
	{name: "setproduct of one many times", text: value(`setproduct(` + strings.Repeat("[1, 2], ", 40) + `[1])`)},
	{name: "setproduct of sets", text: value(`setproduct(toset(range(700)), toset(range(700)))`)},
	{name: "setproduct of long texts", text: value(`setproduct([` + wide + `], range(1000), range(100))`)},
	{name: "range in range", text: value(`[for i in range(1024) : range(i)]`), harmless: true},
	{name: "range of a million", text: value(`range(1000000)`), want: diag.Expression},
	{name: "indent", text: value(`indent(1000000000, "a\nb")`)},
	{name: "indent many lines", text: value(`indent(100000, join("\n", range(1000)))`)},
	{name: "join with a long separator", text: value(`join(` + wide + `, range(1000))`)},
	{name: "split into bytes", text: value(`split("", join("", [for i in range(10) : ` + wide + `]))`)},
	{name: "split in loops", text: looped(`split(" ", local.wide)`)},
	{name: "chunklist", text: value("chunklist(" + big + ", 1)")},
	{name: "chunklist in loops", text: looped("chunklist(local.some, 1)")},
	{name: "zipmap", text: looped("zipmap(local.some, local.some)")},
	{name: "concat of many", text: value("concat([for i in range(1000) : range(1000)]...)")},
	{name: "max of many", text: value("max(" + big + "...)")},
	{name: "merge of many", text: value("merge([for i in range(1000) : {for j in range(100) : \"${i}-${j}\" => j}]...)"), want: "any"},

	// Widths.
	{name: "format with one width", text: value(`format("%1000000000d", 1)`)},
	{name: "format with one precision", text: value(`format("%.1000000000f", 1)`)},
	{name: "format with many widths", text: value(`format("` + strings.Repeat("%60000000s", 50) + `"` + strings.Repeat(`, "x"`, 50) + `)`)},
	{name: "format with many small widths", text: value(`format("` + strings.Repeat("%900000s", 500) + `"` + strings.Repeat(`, "x"`, 500) + `)`)},
	{name: "format with one argument many times", text: value(`format("` + strings.Repeat("%[1]s", 2000) + `", ` + wide + `)`)},
	{name: "format with values", text: value(`format("` + strings.Repeat("%[1]#v", 2000) + `", ` + big + `)`)},
	{name: "format of a huge number", text: value(`format("%d", "1e600000000")`)},
	{name: "format of a tiny number", text: value(`format("%f", "1e-600000000")`)},
	{name: "formatlist with widths", text: value(`formatlist("%9999999s", range(1000))`)},
	{name: "formatlist with one text", text: value(`formatlist("%s%s", ` + wide + `, range(1000))`)},
	{name: "formatlist of huge numbers", text: value(`formatlist("%d", ["1e600000000"])`)},

	// Work that grows faster than what it is given.
	{name: "distinct", text: value("distinct(" + big + ")")},
	{name: "distinct in loops", text: looped("distinct(local.some)")},
	{name: "contains in loops", text: looped("contains(local.big, -1)")},
	{name: "index in loops", text: looped("index(local.some, 5)")},
	{name: "sort in loops", text: looped("sort(local.some)")},
	{name: "reverse in loops", text: looped("reverse(local.big)")},
	{name: "slice in loops", text: looped("slice(local.big, 0, 20000)")},
	{name: "element in loops", text: looped("element(local.big, 1)")},
	{name: "keys in loops", text: looped("keys({for t in local.some : t => t})")},
	{name: "lookup in loops", text: looped("lookup({for t in local.some : t => t}, \"t5\", 1)")},
	{name: "length in loops", text: looped("length(local.big)")},
	{name: "coalesce in loops", text: looped("coalescelist(local.big, local.big)")},
	{name: "compact in loops", text: looped("compact(local.some)")},
	{name: "setunion in loops", text: looped("setunion(local.some, local.some)")},
	{name: "setintersection in loops", text: looped("setintersection(local.some, local.some)")},
	{name: "setsubtract in loops", text: looped("setsubtract(local.some, local.some)")},
	{name: "toset in loops", text: looped("toset(local.some)")},
	{name: "tolist in loops", text: looped("tolist(concat(local.big, [\"x\"]))")},
	{name: "tomap in loops", text: looped("tomap({for t in local.some : t => t})")},
	{name: "flatten in loops", text: looped("flatten([local.some, [local.some]])")},
	{name: "merge in loops", text: looped("merge({for t in local.some : t => 1}, {for t in local.some : t => 2})")},
	{name: "strlen in loops", text: looped("strlen(local.wide)")},
	{name: "substr in loops", text: looped("substr(local.wide, 30000, 1)")},
	{name: "substr from the end in loops", text: looped("substr(local.wide, -1, 1)")},
	{name: "strrev in loops", text: looped("strrev(local.wide)")},
	{name: "upper in loops", text: looped("upper(local.wide)")},
	{name: "lower in loops", text: looped("lower(local.wide)")},
	{name: "title in loops", text: looped("title(local.wide)")},
	{name: "trim in loops", text: looped("trim(local.wide, \" \")")},
	{name: "trim of much", text: looped("trim(local.wide, local.wide)")},
	{name: "trimspace in loops", text: looped("trimspace(local.wide)")},
	{name: "trimprefix in loops", text: looped("trimprefix(local.wide, \" \")")},
	{name: "chomp in loops", text: looped("chomp(local.wide)")},
	{name: "chomp of line ends", text: value(`chomp("${join("", [for i in range(500) : replace(format("%1000s", ""), " ", "\n")])}x")`), want: "any"},
	{name: "replace in loops", text: looped("replace(local.wide, \" \", \"\")")},
	{name: "join in loops", text: looped("join(\",\", local.some)")},
	{name: "jsonencode in loops", text: looped("jsonencode(local.big)")},
	{name: "comparisons in loops", text: looped("local.big == local.big")},
	{name: "comparisons of texts in loops", text: looped("local.wide == local.wide")},
	{name: "conditions with large values in loops", text: looped("true ? local.big : local.some")},
	{name: "conditions that convert in loops", text: looped("true ? [1, local.some] : [\"a\", local.some]")},
	{name: "templates in loops", text: looped("\"${local.wide}x\"")},
	{name: "failing conversions in loops", text: looped("try(upper(local.big), 1)")},

	// Searches.
	{name: "regex with a large program", text: value(`regex("` + strings.Repeat("x{1000}", 2000) + `", "x")`)},
	{name: "regex with nested repetitions", text: value(`regex("((a{10}){10}){10}` + strings.Repeat("((a{10}){10}){10}", 300) + `", "x")`), want: "any"},
	{name: "regex over a long text", text: value(`regex("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)z", ` + wide + `)`), want: "any"},
	{name: "regex in loops", text: looped(`regex("^t[0-9]+$", "t17")`)},
	{name: "regex with classes in loops", text: looped(`regex("\\pL\\pL\\pL\\pL", "abcd")`)},
	{name: "regexall that begins anew", text: value(`regexall("x.*y|x", replace(format("%40000s", ""), " ", "x"))`)},
	{name: "regexall of nothing", text: value(`regexall("()()()()()()()()()()", ` + wide + `)`)},
	{name: "regex_replace that begins anew", text: value(`regex_replace(replace(format("%40000s", ""), " ", "x"), "x.*y|x", "z")`)},

	// Numbers.
	{name: "a huge literal", text: value(`1e600000000`), want: diag.OutOfRange},
	{name: "a tiny literal", text: value(`1e-600000000`), want: diag.OutOfRange},
	{name: "a huge literal in a loop", text: value(`[for a in [1] : 1e600000000]`), want: diag.OutOfRange},
	{name: "a huge text as a number", text: value(`tonumber("1e600000000")`)},
	{name: "a huge operand", text: value(`"1e600000000" + 1`), want: diag.OutOfRange},
	{name: "a huge number from JSON", text: value(`"${jsondecode("[1e600000000]")[0]}"`), want: diag.OutOfRange},
	{name: "squares", text: chain(40, `1e300`, `@ * @`), want: diag.OutOfRange},
	{name: "inverse squares", text: chain(40, `1e-300`, `@ * @`), want: diag.OutOfRange},
	{name: "fractions", text: chain(400, `1`, `(@ / 3 + 1) * 7`), harmless: true},
	{name: "pow", text: value(`pow(10, 300) * pow(10, 300) * pow(10, 300)`), want: diag.OutOfRange},
	{name: "pow of pow", text: value(`"${pow(10, 1000)}"`), want: "any"},
	{name: "parseint of many digits", text: value(`parseint(replace(format("%1000000s", ""), " ", "9"), 10)`)},
	{name: "parseint of some digits", text: value(`parseint(replace(format("%2000s", ""), " ", "z"), 36)`), want: diag.OutOfRange},
	{name: "tonumber of many digits", text: value(`tonumber(replace(format("%1000000s", ""), " ", "9"))`)},
	{name: "many digits as an operand", text: value(`replace(format("%1000000s", ""), " ", "9") + 1`)},
	{name: "many digits as an index", text: value(`[1][replace(format("%1000000s", ""), " ", "0")]`)},
	{name: "many digits in a fraction", text: value(`tonumber("0.${replace(format("%1000000s", ""), " ", "1")}")`)},
	{name: "a long literal", text: value(strings.Repeat("9", 3_000_000)), want: diag.HCLSyntax},
	{name: "long fractions in loops", text: value(loops(2, `"${1 / 3}"`))},
	{name: "long numbers in lists", text: value(`tolist(concat([for i in range(1000) : 1e300], [for i in range(1000) : 1e300], ["x"]))`), harmless: true},

	// Depth.
	{name: "jsondecode of brackets", text: value(`jsondecode("` + nested(1000, "[", "", "]") + `")`)},
	{name: "jsondecode of many brackets", text: value(`jsondecode("${replace(format("%200000s", ""), " ", "[")}")`)},
	{name: "jsondecode of braces", text: value(`jsondecode("` + nested(1000, `{\"a\":`, "1", "}") + `")`)},
	{name: "jsondecode of much", text: value(`jsondecode("[${join(",", ` + big + `)}]")`)},
	{name: "jsondecode in loops", text: looped(`jsondecode("[1,2,3]")`)},
	{name: "csvdecode of much", text: value(`csvdecode("a,b\n${join("\n", [for i in ` + big + ` : "${i},x"])}")`)},
	{name: "csvdecode of many columns", text: value(`csvdecode("${join(",", [for i in ` + big + ` : "c${i}"])}\n")`)},
	{name: "locals that nest", text: chain(50, `1`, nested(900, "[", "@", "]"))},
	{name: "locals that nest slowly", text: chain(900, `1`, `[@]`)},
	{name: "flatten of a deep list", text: chain(60, `[1]`, `flatten([[@], [@]])`)},
	{name: "conditions of deep lists", text: value("true ? " + nested(60, "[", "1", "]") + " : " + nested(60, "[", "\"a\"", "]")), want: "any"},
	{name: "conditions of deep objects", text: value("true ? " + nested(60, "{ a = ", "1", " }") + " : " + nested(60, "{ a = ", "\"a\"", " }")), want: "any"},
	{name: "tolist of deep lists", text: value("tolist([" + nested(60, "[", "1", "]") + ", " + nested(60, "[", "\"a\"", "]") + "])"), want: "any"},
	{name: "tolist of deep pairs", text: value("tolist([" + nested(14, "[", "1", ", 2]") + ", " + nested(14, "[", "\"a\"", ", \"b\"]") + "])"), want: "any"},
	{name: "tomap of deep objects", text: value("tomap({ a = " + nested(60, "{ a = ", "1", " }") + ", b = " + nested(60, "{ a = ", "\"a\"", " }") + " })"), want: "any"},
	{name: "conditions in conditions", text: value(nested(300, "true ? 1 : (", "1", ")")), harmless: true},
	{name: "sets of sets", text: chain(60, `toset([1])`, `toset([@])`), want: "any"},

	// Other places for expressions.
	{name: "a default of a variable", text: "variable \"v\" {\n default = [for a in [1, 2, 3, 4, 5, 6, 7, 8, 9] : [for b in [1, 2, 3] : \"${a}\"]]\n}\n" + host, harmless: true},
	{name: "defaults of variables that loop", text: "variable \"v\" {\n default = " + strings.ReplaceAll(loops(3, "1"), "range(1000)", listOf(200, "%d")) + "\n}\n" + host},
	{name: "a default that is converted", text: "variable \"v\" {\n type = set(string)\n default = " + colliding(6000) + "\n}\n" + host, want: "any"},
	{name: "a default that becomes a huge number", text: "variable \"v\" {\n type = number\n default = \"1e600000000\"\n}\nlocals {\n x = \"${var.v}\"\n}\n" + host, want: diag.OutOfRange},
	{name: "a condition of a variable", text: "variable \"v\" {\n default = 1\n validation {\n condition = length(" + loops(3, "1") + ") > 0\n error_message = \"x\"\n }\n}\n" + host},
	{name: "a message of a variable", text: "variable \"v\" {\n default = 1\n validation {\n condition = false\n error_message = " + wide + "\n }\n}\n" + host, want: diag.InvalidVariable},
	{name: "known systems", text: "known_systems = [for a in [1, 2, 3] : \"x\"]\nknown_features = " + strings.ReplaceAll(loops(3, "1"), "range(1000)", listOf(200, "%d")) + host},
	{name: "--var that loops", text: "variable \"v\" {\n type = any\n}\n" + host, vars: []string{"v=" + strings.ReplaceAll(loops(3, "1"), "range(1000)", listOf(200, "%d"))}},
	{name: "--var with a huge number", text: "variable \"v\" {\n type = any\n}\n" + host, vars: []string{"v=[1e600000000]"}, want: diag.InvalidVariable},
	{name: "--var that becomes a huge number", text: "variable \"v\" {\n type = number\n}\n" + host, vars: []string{"v=1e600000000"}, want: diag.InvalidVariable},
	{name: "an attribute", text: "builder \"a\" {\n systems = [\"aarch64-linux\"]\n max_jobs = length(" + loops(3, "1") + ")\n}\n"},
	{name: "a key of a map", text: "client \"a\" {\n settings = { (join(\"\", " + loops(3, "1") + ")) = 1 }\n}\n"},
	{name: "defaults", text: "defaults {\n tags = " + loops(3, "\"x\"") + "\n}\n" + host},
	{name: "a profile", text: "profile \"p\" {\n tags = " + loops(3, "\"x\"") + "\n}\n" + host},
	{name: "an override", text: host + "client \"a\" {\n override \"*\" {\n max_jobs = length(" + loops(3, "1") + ")\n }\n}\n"},
	{name: "a jump", text: host + "jump \"j\" {\n port = length(" + loops(3, "1") + ")\n}\n"},
	{name: "a requirement", text: host + "require \"r\" {\n system = \"aarch64-linux\"\n features = " + loops(3, "\"x\"") + "\n}\n"},
	{name: "for_each", text: "builder \"a\" {\n for_each = {for v in range(1000) : v => " + loops(2, "1") + "}\n systems = [\"aarch64-linux\"]\n}\n"},
	{name: "many small expressions", text: repeated("tags = [for a in range(50) : \"t${a}\"]")},

	// Repeated by for_each.
	{name: "a long block for each", text: repeated("tags = " + listOf(5000, "\"t%d\""))},
	{name: "many names for each", text: repeated("tags = [" + strings.Repeat("each.key, ", 1000) + "]")},
	{name: "a large local for each", text: strings.Replace(repeated("machine = \"${length(local.big)}\""), "locals {", "locals {\n big = "+big, 1)},
	{name: "a large local as the value for each", text: strings.Replace(repeated("tags = local.big"), "locals {", "locals {\n big = "+big, 1)},
	{name: "defaults for each", text: "defaults {\n tags = " + listOf(5000, "\"t%d\"") + "\n}\n" + repeated("")},
	{name: "options for each", text: "defaults {\n ssh {\n options = {\n" + strings.Repeat("Compression = \"yes\"\n", 1) + "}\n }\n}\n" + repeated(""), harmless: true},
	{name: "profiles for each", text: profiles(500) + repeated("profiles = "+listOf(500, "\"p%d\""))},
	{name: "key files for each", text: repeated("public_host_key_files = [\"keys\"]"), files: map[string]string{"keys": strings.Repeat("# "+strings.Repeat("x", 98)+"\n", 5000)}},
	{name: "file() for each", text: repeated("machine = \"${length(file(\"keys\"))}\""), files: map[string]string{"keys": strings.Repeat("x", 500_000)}},
	{name: "errors for each", text: repeated("machine = upper([])"), want: diag.Expression},
	{name: "clients of builders", text: repeated("") + "client \"c\" {\n for_each = toset([for a in range(1000) : \"c${a}\"])\n}\n", want: diag.TooManyItems},
	{name: "clients of some builders", text: strings.Replace(repeated(""), "200", "95", 1) + "client \"c\" {\n for_each = toset(flatten([for a in range(100) : [for b in range(100) : \"c${a}x${b}\"]]))\n}\n", want: diag.TooManyItems},
	{name: "for_each of too many", text: strings.Replace(repeated(""), "200", "300", 1), want: diag.TooManyItems},
	{name: "texts with one hash", text: value(`toset([for a in ` + colliding(200) + ` : a])`), harmless: true},
	{name: "many texts with one hash", text: value(`toset(flatten([for a in ` + colliding(60) + ` : [for b in ` + colliding(60) + ` : [for c in ` + colliding(20) + ` : "${a}${b}${c}"]]]))`)},
}

func profiles(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "profile \"p%d\" {\n max_jobs = 1\n}\n", i)
	}
	return out.String()
}

// colliding returns a list of n words whose set hash is one, the CRC-32 of each
// in quotes. A CRC is linear: the free bits of a word outnumber its 32, so many
// changes of them leave it as it is.
func colliding(n int) string {
	const letters, bits = 16, 3 // "0" to "7": three bits are free
	word := func(change uint64) string {
		w := make([]byte, letters)
		for i := range w {
			w[i] = '0' | byte(change>>(bits*i))&7
		}
		return string(w)
	}
	sum := func(change uint64) uint32 { return crc32.ChecksumIEEE([]byte(word(change))) }
	none := sum(0)
	var basis [32]struct{ change, crc uint64 } // by the highest bit of the CRC
	var kernel []uint64
	for bit := range letters * bits {
		change := uint64(1) << bit
		crc := uint64(sum(change) ^ none)
		for crc != 0 {
			b := &basis[bits64.Len64(crc)-1]
			if b.crc == 0 {
				b.change, b.crc = change, crc
				break
			}
			change, crc = change^b.change, crc^b.crc
		}
		if crc == 0 {
			kernel = append(kernel, change)
		}
	}
	var out strings.Builder
	out.WriteString("[")
	for i := range n {
		var change uint64
		for k, c := range kernel {
			if i>>k&1 == 1 {
				change ^= c
			}
		}
		fmt.Fprintf(&out, "%q, ", word(change))
	}
	return out.String() + "]"
}
