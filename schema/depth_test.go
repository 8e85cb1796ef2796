package schema_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/buildmachines/buildmachines/schema"
)

// refused reports whether src nests too deep to be parsed.
func refused(t testing.TB, src string, syntax schema.Syntax) bool {
	t.Helper()
	_, _, err := schema.Read(strings.NewReader(src), "x", syntax)
	if err != nil && !strings.Contains(err.Error(), "nest deeper than") {
		t.Fatal(err)
	}
	return err != nil
}

// lines returns n lines of one item each.
func lines(n int, item string) string { return strings.Repeat(item+"\n", n) }

func TestDeepNestingIsRefused(t *testing.T) {
	const n = schema.MaxDepth + 1
	repeat := func(s string) string { return strings.Repeat(s, n) }
	for name, c := range map[string]struct {
		syntax schema.Syntax
		src    string
	}{
		"parentheses":              {schema.HCL, "a = " + repeat("(")},
		"lists":                    {schema.HCL, "a = " + repeat("[")},
		"blocks":                   {schema.HCL, repeat("a {\n")},
		"templates":                {schema.HCL, "a = " + repeat(`"${`)},
		"lists over lines":         {schema.HCL, "a = " + repeat("[\n")},
		"unary minus":              {schema.HCL, "a = " + repeat("-") + "1"},
		"not":                      {schema.HCL, "a = " + repeat("!") + "true"},
		"conditionals":             {schema.HCL, "a = " + repeat("true ? 1 : ") + "2"},
		"sum":                      {schema.HCL, "a = 1" + repeat("+1")},
		"sum over lines":           {schema.HCL, "a = (1" + repeat("\n+1") + ")"},
		"sum of calls with commas": {schema.HCL, "a = 1" + repeat("+f(1,2)")},
		"sum in a for over lines":  {schema.HCL, "a = { # c\n for k, v in {} : k => 1" + repeat("\n+1") + "}"},
		"sum in a template":        {schema.HCL, "a = \"${1" + repeat("\n+1") + "}\""},
		"indexes":                  {schema.HCL, "a = x" + repeat("[b]")},
		"splats":                   {schema.HCL, "a = x" + repeat("[*]")},
		"directives":               {schema.HCL, "a = \"" + repeat("%{if true}") + "\""},
		"directives over lines":    {schema.HCL, "a = <<E\n" + repeat("%{if true}\n") + "E\n"},
		"after a comment's quote":  {schema.HCL, `/* " */ a = ` + repeat("(")},
		"after a line's quote":     {schema.HCL, "a = \"\n\" " + repeat("(")},
		"after an escaped brace":   {schema.HCL, `a = "$${" + ` + repeat("(")},
		"after an open comment":    {schema.HCL, "/* " + repeat("(")},
		"in a heredoc after #":     {schema.HCL, "a = <<E\n# ${" + repeat("(") + "\nE\n"},
		"in a heredoc after \"\\":  {schema.HCL, "a = <<E\n\"\\${" + repeat("(") + "\nE\n"},
		"after a closed heredoc":   {schema.HCL, "a = <<-E\n \"\n  E\nb = " + repeat("(")},
		"mismatched brackets":      {schema.HCL, "a = " + repeat("([)")},
		"TOML arrays":              {schema.TOML, "a = " + repeat("[")},
		"TOML inline tables":       {schema.TOML, "a = " + repeat("{a=")},
		"TOML dotted key":          {schema.TOML, repeat("a.") + "a = 1"},
		"TOML header":              {schema.TOML, "[" + repeat("a.") + "a]"},
		"TOML after '\"'":          {schema.TOML, `a = ['"', ` + repeat("[")},
		"TOML after a long text":   {schema.TOML, "a = [\"\"\"\n\"\"\", " + repeat("[")},
		"TOML after six quotes":    {schema.TOML, `a = [""""""", ` + repeat("[")},
	} {
		t.Run(name, func(t *testing.T) {
			if !refused(t, c.src, c.syntax) {
				t.Error("it was read")
			}
		})
	}
}

func TestBigButFlatIsRead(t *testing.T) {
	const n = 10_000
	key := `"ssh-ed25519 ` + strings.Repeat("AAAA+/", 10) + `==",`
	dashes := strings.Repeat("-", n)
	for name, c := range map[string]struct {
		syntax schema.Syntax
		src    string
	}{
		"keys over lines":    {schema.HCL, "a = [\n" + lines(n, key) + "]"},
		"keys in one line":   {schema.HCL, "a = [" + strings.Repeat(key, n) + "]"},
		"line of dashes":     {schema.HCL, "# " + dashes + "\n// " + dashes + "\n/* " + dashes + "\n*/\n"},
		"sad comments":       {schema.HCL, lines(n, "// it rains :-(") + lines(n, "# it's [ {") + "/* " + lines(n, "((\"") + "*/"},
		"heredoc":            {schema.HCL, "a = <<E\n" + lines(1500, `it's "a + [b]: (-) $ % \ $${ %%{`) + "E\n"},
		"heredoc in a list":  {schema.HCL, "a = [<<E\n" + lines(n, "--- ((") + "E\n]\n"},
		"URLs":               {schema.HCL, "a = [\n" + lines(n, `"https://a.example/b?c=d&e=f#g",`) + "]"},
		"blocks":             {schema.HCL, lines(n, "b \"a\" {\n x = 1 + 2 * -3\n c {}\n}")},
		"object over lines":  {schema.HCL, "a = {\n" + lines(n, " b-c = 1") + "}"},
		"object in one line": {schema.HCL, "a = { " + strings.Repeat("b = 1 + 1, ", n) + "}"},
		"templates":          {schema.HCL, "a = \"" + strings.Repeat("${b} %{if c}d%{endif}", 400) + "\""},
		"escapes":            {schema.HCL, lines(n, `a = "\"(\\" # "`)},
		"TOML keys":          {schema.TOML, "a = [\n" + lines(n, key) + "]"},
		"TOML comments":      {schema.TOML, lines(n, "# [[ "+dashes[:80])},
		"TOML headers": {schema.TOML, "[b]\n" + func() (s string) {
			for i := range 2000 {
				s += fmt.Sprintf("[b.c%d.d]\n", i)
			}
			return
		}()},
		"TOML literal strings": {schema.TOML, "a = [\n" + lines(n, `'[{"', "[{'", '''[`+"\n"+`''''', """["""", """\"""",`) + "]"},
	} {
		t.Run(name, func(t *testing.T) {
			if refused(t, c.src, c.syntax) {
				t.Error("it was refused")
			}
		})
	}
}

// What is let through must not end the program: a stack that overflows cannot
// be recovered from.
func TestParsersSurviveTheGreatestDepth(t *testing.T) {
	repeat := func(s string, n int) string { return strings.Repeat(s, n) }
	const n = schema.MaxDepth - 10
	for name, c := range map[string]struct {
		syntax schema.Syntax
		src    string
	}{
		"parentheses":   {schema.HCL, "a = " + repeat("(", n) + "1" + repeat(")", n)},
		"lists":         {schema.HCL, "a = " + repeat("[", n) + "1" + repeat("]", n)},
		"objects":       {schema.HCL, "a = " + repeat("{a=", n/2) + "1" + repeat("}", n/2)},
		"blocks":        {schema.HCL, repeat("a {\n", n) + repeat("}\n", n)},
		"templates":     {schema.HCL, "a = " + repeat(`"${`, n) + "1" + repeat(`}"`, n)},
		"unary minus":   {schema.HCL, "a = " + repeat("-", n) + "1"},
		"conditionals":  {schema.HCL, "a = " + repeat("true ? 1 : ", n) + "2"},
		"conditions":    {schema.HCL, "a = " + repeat("(", n/2) + "true" + repeat(" ? true : false)", n/2)},
		"sum":           {schema.HCL, "a = 1" + repeat("+1", n)},
		"and":           {schema.HCL, "a = true" + repeat("&&true", n/2)},
		"indexes":       {schema.HCL, "a = x" + repeat("[b]", n)},
		"splats":        {schema.HCL, "a = x" + repeat("[*]", n/2)},
		"directives":    {schema.HCL, "a = \"" + repeat("%{if true}", n) + repeat("%{endif}", 5) + "\""},
		"TOML arrays":   {schema.TOML, "a = " + repeat("[", n) + repeat("]", n)},
		"TOML tables":   {schema.TOML, "a = " + repeat("{a=", n) + "1" + repeat("}", n)},
		"TOML keys":     {schema.TOML, repeat("a.", n) + "a = 1"},
		"TOML both":     {schema.TOML, "[" + repeat("a.", n-1) + "a]\n" + repeat("b.", n) + "b = 1"},
		"unclosed":      {schema.HCL, "a = " + repeat("[{a=(", n/4)},
		"TOML unclosed": {schema.TOML, "a = " + repeat("[{a=", n/3)},
	} {
		t.Run(name, func(t *testing.T) {
			src, _, err := schema.Read(strings.NewReader(c.src), "x", c.syntax)
			if err != nil {
				t.Fatal(err)
			}
			attrs, _ := src.Files[0].Body.JustAttributes()
			for _, a := range attrs {
				a.Expr.Variables()
				a.Expr.Value(nil)
			}
			schema.Split(src)
		})
	}
}

// The scanner that counts has to agree with HCL's own about what is code. 1001
// brackets after the text show what each of them takes them for.
func FuzzHCLScannerAgrees(f *testing.F) {
	for _, s := range []string{
		"", `a = "b`, "a = <<E\n", "a = <<-E\r\nb\r\n E\r\n", "a = <<E\n$${ %%{ ${x}\nE\n", `"$${"`, `"%%{"`, `"$`, `"$$${`, `"%{ if x ~}"`,
		"/* \" */", "/* \"", "// \"\n", "# \"\n", `"\"`, `"\\"`, "\"\\\n\"", "\"\n\"", "<<é\n\"\né\n", "<<1\n\"", "a < b << c\n", `"${"${`, `"${{}}"`,
		"<<E\n${<<F\n\nF\n}\nE\n", "<<E\n ${1}E\nE\n", "}", "${", "\"${}}\"", "<<E\n\u00a0E\u2003\n\"", "<<E\nE", "<<E\n%\nE\n\"", "<<E\n\r\nE\n\"", "~}", "\ufeff\"",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) > 300 || !utf8.ValidString(src) {
			t.Skip()
		}
		const n = schema.MaxDepth + 1
		code, known := bracketsAreCode(src, n)
		if !known {
			t.Skip()
		}
		if got := refused(t, src+strings.Repeat("(", n), schema.HCL); got != code {
			t.Errorf("after %q, brackets are code for HCL: %t, for us: %t", src, code, got)
		}
	})
}

// bracketsAreCode reports what HCL takes n brackets after src for. It does not
// know where its scanner gave up.
func bracketsAreCode(src string, n int) (code, known bool) {
	tokens, _ := hclsyntax.LexConfig([]byte(src+strings.Repeat("(", n)), "x", hcl.InitialPos)
	if len(tokens) < 2 {
		return false, true
	}
	last := tokens[len(tokens)-2]
	return last.Type == hclsyntax.TokenOParen, last.Type != hclsyntax.TokenInvalid
}

func TestTheLineOfTheDepthIsTold(t *testing.T) {
	src := "a = 1\nb = " + strings.Repeat("[", 600) + "\n" + strings.Repeat("[", 600) + "\n"
	_, _, err := schema.Read(strings.NewReader(src), "x.hcl", schema.HCL)
	if err == nil || !strings.HasPrefix(err.Error(), "x.hcl:3: ") {
		t.Errorf("got %v", err)
	}
}

func TestOneByteThatIsNotUTF8IsOneDiagnostic(t *testing.T) {
	src := "a = \"é\"\nbé = \"\xff\xfe\xff\" # \xff\n"
	_, diags, err := schema.Read(bytes.NewReader([]byte(src)), "x.hcl", schema.HCL)
	if err != nil || len(diags) != 1 {
		t.Fatal(errors.Join(err, diags))
	}
	if at := diags[0].Subject; at.Start != (hcl.Pos{Line: 2, Column: 7, Byte: 16}) {
		t.Errorf("at %v", at.Start)
	}
}

// HCL's own scanner would need time that grows with the square of the comments.
func TestACommentWithoutAnEndIsOneDiagnostic(t *testing.T) {
	src := "a = 1\n" + strings.Repeat("b /* c\n", 100_000)
	_, diags, err := schema.Read(strings.NewReader(src), "x.hcl", schema.HCL)
	if err != nil || len(diags) != 1 {
		t.Fatal(err, len(diags))
	}
	if at := diags[0].Subject; at.Start != (hcl.Pos{Line: 2, Column: 3, Byte: 8}) || at.End.Byte != 10 {
		t.Errorf("at %v", at)
	}
}
