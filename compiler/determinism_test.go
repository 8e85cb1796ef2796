package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/report"
	"github.com/buildmachines/buildmachines/schema"
)

// Go's maps are in another order each time, so what depends on one shows soon.
func TestTheSameInventoryGivesTheSameBytes(t *testing.T) {
	var src strings.Builder
	src.WriteString("variable \"v\" { default = 1 }\nlocals {\n b = local.a\n a = { for i in range(9) : \"k${i}\" => i }\n}\n")
	for i := range 9 {
		fmt.Fprintf(&src, "jump \"j%d\" {}\nprofile \"p%d\" { tags = [\"t%d\"] }\n", i, i, i)
		fmt.Fprintf(&src, `builder "b%[1]d" {
			systems = ["aarch64-linux"]
			emulated_systems = ["riscv64-linux"]
			profiles = ["p%[1]d"]
			uri_params = { compress = true, remote-store = "/%[1]d", remote-program = "nix" }
			ssh {
				proxy_jump = ["j%[1]d"]
				options = { LogLevel = "ERROR", Compression = "yes" }
			}
		}
		client "c%[1]d" {
			nix = "nix 2.34"
			settings = { cores = 1, fallback = true, timeout = 3 }
			override "@t%[1]d" { max_jobs = 2 }
			override "*" { speed_factor = 3 }
		}
		`, i)
	}
	src.WriteString("builder \"ci\" {\n for_each = local.b\n systems = [\"aarch64-linux\"]\n max_jobs = each.value + var.v\n}\n")
	first, warnings := "", ""
	for range 20 {
		p, diags := compile(t, src.String(), schema.HCL)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		text, said := encoded(t, p), texts(diags)
		if first == "" {
			first, warnings = text, said
		}
		if text != first || said != warnings {
			t.Fatal("two runs differ")
		}
	}
}

func TestTheSameMistakesAreToldInTheSameOrder(t *testing.T) {
	var src strings.Builder
	for i := range 9 {
		fmt.Fprintf(&src, "locals {\n a%[1]d = nope\n x%[1]d = local.y%[1]d\n y%[1]d = local.x%[1]d\n}\n", i)
		fmt.Fprintf(&src, "builder \"b%[1]d\" {\n hostName = 1\n jobs = 2\n foo = 3\n port = 0\n tags = [\"a b\", \"a b\"]\n uri_params = { x = 1, y = 2, z = 3 }\n bar {}\n}\nclient \"c%[1]d\" { use = [\"q\", \"r\"] }\n", i)
	}
	first := ""
	for range 20 {
		_, diags := compile(t, src.String(), schema.HCL)
		if first == "" {
			first = texts(diags)
		}
		if got := texts(report.Prepare(diags)); got != first {
			t.Fatalf("two runs differ:\n%s\n%s", first, got)
		}
	}
}
