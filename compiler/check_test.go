package compiler_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema"
)

// checkCase is an inventory and the places where one check speaks up.
type checkCase struct {
	name, src string
	want      []int // lines
}

// findings compiles each case, in which the check of one code speaks up, and
// nothing else is an error.
func findings(t *testing.T, code diag.Code, cases []checkCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, diags := compile(t, c.src, schema.HCL)
			var got []int
			for _, d := range diags {
				switch {
				case diag.CodeOf(d) == code && d.Subject != nil:
					got = append(got, d.Subject.Start.Line)
				case diag.SeverityOf(d) == diag.Error:
					t.Errorf("unexpected: %v", d)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("%s%v", d, diags)
			}
		})
	}
}

const linux = "defaults { systems = [\"x86_64-linux\", \"i686-linux\"] }\n"

func TestSameMachineTwice(t *testing.T) {
	pinned := func(name, body string) string {
		return fmt.Sprintf("builder %q {\n public_host_keys = [\"@KEY%d@\"]\n %s\n}\n", name, name[0]-'a'+1, body)
	}
	const lan = "endpoint \"lan\" { host_name = \"192.168.1.10\" }"
	findings(t, diag.SameMachineTwice, []checkCase{
		{"one address", linux + pinned("a", `host_name = "x.example"`) + pinned("b", `host_name = "x.example"`), []int{6}},
		{"a label is an address", linux + "builder \"a\" {}\nbuilder \"b\" { host_name = \"a\" }", []int{3}},
		{"an endpoint of the same host", linux + pinned("a", lan) + "builder \"b\" {\n host_name = \"192.168.1.10\"\n public_host_keys = [\"@KEY1@\"]\n}\n", []int{6}},
		{"several ports behind one address", linux + pinned("a", "host_name = \"nat.example\"\nport = 2201") + pinned("b", "host_name = \"nat.example\"\nport = 2202") + pinned("c", `host_name = "nat.example"`), nil},
		{"one private address behind two jumps", linux + "jump \"j\" {}\njump \"k\" {}\n" +
			pinned("a", "host_name = \"10.0.0.5\"\nssh { proxy_jump = [\"j\"] }") + pinned("b", "host_name = \"10.0.0.5\"\nssh { proxy_jump = [\"k\"] }"), nil},
		{"one private address behind one jump", linux + "jump \"j\" {}\njump \"k\" { proxy_jump = [\"j\"] }\n" +
			pinned("a", "host_name = \"10.0.0.5\"\nssh { proxy_jump = [\"j\"] }") + pinned("b", "host_name = \"10.0.0.5\"\nssh { proxy_jump = [\"k\", \"j\"] }"), []int{9}},
		{"one private address behind two proxy commands", linux +
			pinned("a", "host_name = \"10.0.0.5\"\nssh { proxy_command = \"a %h\" }") + pinned("b", "host_name = \"10.0.0.5\"\nssh { proxy_command = \"b %h\" }"), nil},
		{"endpoints with one private address, each with keys of its own", linux + pinned("a", lan) + pinned("b", lan), nil},
		{"endpoints with one address and no keys to tell them apart", linux + "builder \"a\" {\n " + lan + "\n}\nbuilder \"b\" {\n " + lan + "\n}\n", []int{5}},
		{"one machine on purpose", linux + "builder \"a\" { machine = \"m\" }\nbuilder \"b\" {\n machine = \"m\"\n host_name = \"a\"\n}", nil},
		{"another machine", linux + "builder \"a\" { machine = \"m\" }\nbuilder \"b\" {\n machine = \"n\"\n host_name = \"a\"\n}", []int{3}},
		{"one is disabled", linux + pinned("a", "enable = false") + pinned("b", `host_name = "a"`), nil},
		{"stores without ssh", linux + "builder \"a\" { uri = \"daemon\" }\nbuilder \"b\" { uri = \"daemon\" }", nil},
		{"endpoints of one builder", linux + pinned("a", lan+"\nendpoint \"wifi\" { host_name = \"192.168.1.10\" }"), nil},
	})
}

func TestKeyNameConflicts(t *testing.T) {
	findings(t, diag.KeyNameConflict, []checkCase{
		{"one alias for two keys", linux + `
			builder "a" {
				public_host_keys = ["@KEY1@"]
				host_key_alias = "x"
			}
			builder "b" {
				public_host_keys = ["@KEY2@"]
				host_key_alias = "x"
			}`, []int{9}},
		{"one alias for equal keys, in any order", linux + `
			builder "a" {
				public_host_keys = ["@KEY1@", "@KEY2@"]
				host_key_alias = "x"
			}
			builder "b" {
				public_host_keys = ["@KEY2@", "@KEY1@"]
				host_key_alias = "x"
			}`, nil},
		{"the address of one is the label of another", linux + `
			builder "a" { public_host_keys = ["@KEY1@"] }
			builder "b" {
				public_host_keys = ["@KEY2@"]
				host_name = "a"
				machine = "m"
			}`, []int{6}},
		{"an endpoint is the label of another", linux + `
			builder "a" { public_host_keys = ["@KEY1@"] }
			builder "b" {
				public_host_keys = ["@KEY2@"]
				endpoint "e" { host_name = "a" }
			}`, []int{4}},
		{"the same address on another port", linux + `
			builder "a" { public_host_keys = ["@KEY1@"] }
			builder "b" {
				public_host_keys = ["@KEY2@"]
				host_name = "a"
				port = 222
			}`, nil},
		{"one address behind two jumps", linux + `
			jump "j" {}
			jump "k" {}
			builder "a" {
				public_host_keys = ["@KEY1@"]
				host_name = "10.0.0.5"
				ssh { proxy_jump = ["j"] }
			}
			builder "b" {
				public_host_keys = ["@KEY2@"]
				host_name = "10.0.0.5"
				ssh { proxy_jump = ["k"] }
			}`, nil},
		{"two authorities for one address", linux + `
			builder "a" {
				host_certificate_authorities = ["@KEY1@"]
				host_name = "nat.example"
				port = 1
			}
			builder "b" {
				host_certificate_authorities = ["@KEY2@"]
				host_name = "nat.example"
				port = 2
			}`, []int{8}},
		{"one authority for many hosts of one address", linux + `
			builder "a" {
				host_certificate_authorities = ["@KEY1@"]
				host_name = "nat.example"
				port = 1
			}
			builder "b" {
				host_certificate_authorities = ["@KEY1@"]
				host_name = "nat.example"
				port = 2
			}`, nil},
		{"no client uses both", linux + `
			builder "a" {
				public_host_keys = ["@KEY1@"]
				host_key_alias = "x"
			}
			builder "b" {
				public_host_keys = ["@KEY2@"]
				host_key_alias = "x"
			}
			client "c" { use = ["a"] }
			client "d" { use = ["b"] }`, nil},
		{"a jump has the key name of a builder", linux + `
			jump "j" {
				public_host_keys = ["@KEY1@"]
				host_key_alias = "a"
			}
			builder "a" {
				public_host_keys = ["@KEY2@"]
				ssh { proxy_jump = ["j"] }
			}`, []int{5}},
	})
}

func TestPinsMissing(t *testing.T) {
	findings(t, diag.PinMissing, []checkCase{
		{"a builder and its jump", linux + "jump \"j\" {}\nbuilder \"a\" {\n ssh { proxy_jump = [\"j\"] }\n}", []int{2, 3}},
		{"an authority is a pin", linux + "builder \"a\" { host_certificate_authorities = [\"@KEY1@\"] }", nil},
		{"nobody uses them", linux + "jump \"j\" {}\nbuilder \"a\" { enable = false }\nbuilder \"b\" { public_host_keys = [\"@KEY1@\"] }\nbuilder \"c\" {}\nclient \"x\" { use = [\"b\"] }", nil},
		{"there is no ssh", linux + "builder \"a\" { uri = \"daemon\" }", nil},
		{"once for many clients", linux + "builder \"a\" {}\nclient \"x\" {}\nclient \"y\" {}", []int{2}},
	})
}

func TestCycles(t *testing.T) {
	pair := linux + "builder \"a\" {}\nbuilder \"b\" {}\n"
	clients := func(n int) string {
		var out strings.Builder
		for i := range n {
			fmt.Fprintf(&out, "builder \"m%02d\" { host_name = \"m%02d.example\" }\nclient \"m%02d\" {}\n", i, i, i)
		}
		return out.String()
	}
	findings(t, diag.BuilderCycle, []checkCase{
		{"two machines build for each other", pair + "client \"a\" {}\nclient \"b\" {}", []int{4}},
		{"one way only", pair + "client \"a\" {}\nclient \"b\" { use = [] }", nil},
		{"a machine is client and builder", pair + "client \"a\" {}\nclient \"laptop\" {}", nil},
		{"three machines in a circle", linux + "builder \"a\" {}\nbuilder \"b\" {}\nbuilder \"c\" {}\nclient \"a\" { use = [\"b\"] }\nclient \"b\" { use = [\"c\"] }\nclient \"c\" { use = [\"a\"] }", []int{5}},
		{"known by host_names", linux + "builder \"a\" { host_name = \"10.0.0.1\" }\nbuilder \"b\" {}\nclient \"x\" { host_names = [\"10.0.0.1\"] }\nclient \"b\" {}", []int{5}},
		{"two circles", linux + "builder \"a\" {}\nbuilder \"b\" {}\nbuilder \"c\" {}\nbuilder \"d\" {}\n" +
			"client \"a\" { use = [\"b\"] }\nclient \"b\" { use = [\"a\"] }\nclient \"c\" { use = [\"d\"] }\nclient \"d\" { use = [\"c\"] }", []int{6, 8}},
		{"forty machines, each for all", linux + clients(40), []int{3}},
	})
}

func TestClientKeysTwice(t *testing.T) {
	findings(t, diag.ClientKeyTwice, []checkCase{
		{"two clients", "client \"a\" { ssh_public_keys = [\"@KEY1@ a\"] }\nclient \"b\" { ssh_public_keys = [\"@KEY2@\", \"@KEY1@ b\"] }", []int{2}},
		{"two keys", "client \"a\" { ssh_public_keys = [\"@KEY1@\"] }\nclient \"b\" { ssh_public_keys = [\"@KEY2@\"] }", nil},
		{"one text for many clients", "client \"a\" {\n for_each = toset([\"x\", \"y\", \"z\"])\n ssh_public_keys = [\"@KEY1@\"]\n}", []int{3}},
	})
}

func TestCapacity(t *testing.T) {
	builder := linux + "builder \"a\" {\n ssh_user = \"u\"\n max_jobs = 3\n machine = \"m\"\n remote { max_jobs = 5 }\n}\n"
	findings(t, diag.JobsOverCapacity, []checkCase{
		{"one client is fine", builder, nil},
		{"two are too many", builder + "client \"x\" {}\nclient \"y\" {}", []int{6}},
		{"an override takes less", builder + "client \"x\" {\n override \"a\" { max_jobs = 2 }\n}\nclient \"y\" {}", nil},
		{"two builders are one machine", builder + "builder \"b\" {\n machine = \"m\"\n max_jobs = 3\n}", []int{6}},
		{"an unknown capacity", linux + "builder \"a\" { max_jobs = 65535 }\nclient \"x\" {}\nclient \"y\" {}", nil},
	})
}

func TestSpeedFactorFractions(t *testing.T) {
	two := "defaults { systems = [\"aarch64-linux\"] }\nbuilder \"a\" { speed_factor = 1.5 }\nbuilder \"b\" {}\n"
	findings(t, diag.SpeedFactorFraction, []checkCase{
		{"the portable form has whole numbers", two, []int{2}},
		{"a version that reads fractions", two + `client "c" { nix = "nix 2.20" }`, nil},
		{"once for many clients", two + "client \"c\" {}\nclient \"d\" { nix = \"nix 2.8\" }", []int{2}},
		{"an emulated fraction", "builder \"a\" {\n systems = [\"aarch64-linux\"]\n emulated_systems = [\"riscv64-linux\"]\n emulated_speed_factor = 0.5\n}", []int{4}},
		{"an override", "builder \"a\" { systems = [\"aarch64-linux\"] }\nclient \"c\" {\n override \"a\" { speed_factor = 0.5 }\n}", []int{3}},
		{"a client that does not use it", two + `client "c" { use = ["b"] }`, nil},
	})
}

func TestFractionsAreOfferedAsWholeNumbersInTheSameRatios(t *testing.T) {
	_, diags := compile(t, "defaults { systems = [\"aarch64-linux\"] }\nbuilder \"a\" { speed_factor = 1.5 }\nbuilder \"b\" { speed_factor = 0.25 }\nbuilder \"c\" { speed_factor = 4 }", schema.HCL)
	for _, d := range diags {
		if diag.CodeOf(d) == diag.SpeedFactorFraction && !strings.Contains(d.Detail, "a = 6, b = 1, c = 16") {
			t.Error(d.Detail)
		}
	}
}

func TestManyFractionsAreGroupedByTheirNumber(t *testing.T) {
	_, diags := compile(t, "defaults { systems = [\"aarch64-linux\"] }\nbuilder \"b\" {\n for_each = toset([for i in range(10) : tostring(i)])\n}\nbuilder \"slow\" { speed_factor = 0.5 }", schema.HCL)
	for _, d := range diags {
		if diag.CodeOf(d) == diag.SpeedFactorFraction {
			if want := "b-5, b-6, b-7 and 2 more = 2, slow = 1."; !strings.HasSuffix(d.Detail, want) {
				t.Errorf("%q does not end with %q", d.Detail, want)
			}
			return
		}
	}
	t.Error("the fraction is not reported")
}

func TestInventoryWithoutBuilders(t *testing.T) {
	findings(t, diag.NothingSelected, []checkCase{
		{"a client", `client "a" {}`, []int{1}},
		{"one that wants none", "\nclient \"a\" {\n use = []\n}", []int{3}},
	})
}

func TestMissingI686(t *testing.T) {
	findings(t, diag.MissingI686, []checkCase{
		{"a builder", linuxOnly(""), []int{2}},
		{"a disabled one", linuxOnly("enable = false"), nil},
	})
}

func linuxOnly(more string) string {
	return "builder \"a\" {\n systems = [\"x86_64-linux\"]\n " + more + "\n}"
}

func TestRequirements(t *testing.T) {
	fleet := `
builder "a" {
	systems = ["aarch64-linux"]
	emulated_systems = ["riscv64-linux"]
	supported_features = ["kvm"]
}
builder "b" {
	systems = ["aarch64-darwin"]
	mandatory_features = ["benchmark"]
}
builder "off" {
	systems = ["armv7l-linux"]
	enable = false
}
client "c" {}
client "d" { use = ["b"] }
`
	require := func(body string) string { return fleet + "require \"r\" {\n" + body + "\n}" }
	findings(t, diag.RequirementUnmet, []checkCase{
		{"a system", require("system = \"aarch64-linux\"\nclients = [\"c\"]"), nil},
		{"every client must have it", require("system = \"aarch64-linux\""), []int{17}},
		{"an emulated system counts", require("system = \"riscv64-linux\"\nclients = [\"c\"]"), nil},
		{"a disabled builder does not", require("system = \"armv7l-linux\"\nclients = [\"c\"]"), []int{17}},
		{"a feature", require("system = \"aarch64-linux\"\nfeatures = [\"kvm\"]\nclients = [\"c\"]"), nil},
		{"all features", require("system = \"aarch64-linux\"\nfeatures = [\"kvm\", \"benchmark\"]\nclients = [\"c\"]"), []int{17}},
		{"mandatory features keep other builds out", require(`system = "aarch64-darwin"`), []int{17}},
		{"and let those in that ask for them", require("system = \"aarch64-darwin\"\nfeatures = [\"benchmark\"]"), nil},
	})
}

func TestRemoteChecks(t *testing.T) {
	remote := func(builder, body string) string {
		return linux + "builder \"a\" {\n ssh_user = \"u\"\n " + builder + "\n remote {\n" + body + "\n}\n}\n"
	}
	clients := "client \"x\" {}\nclient \"y\" {}"
	findings(t, diag.FeaturesNotOffered, []checkCase{
		{"a feature is left out", remote(`supported_features = ["kvm"]`, `settings = { system-features = "big-parallel" }`), []int{4}},
		{"and added again", remote(`supported_features = ["kvm"]`, `settings = { system-features = "big-parallel", extra-system-features = "kvm" }`), nil},
		{"all are there", remote("supported_features = [\"kvm\"]\nmandatory_features = [\"benchmark\"]", `settings = { system-features = ["kvm", "benchmark"] }`), nil},
		{"nothing is said", remote(`supported_features = ["kvm"]`, ``), nil},
	})
	findings(t, diag.SingleUserTrust, []checkCase{
		{"two clients share an account without a daemon", remote("", `install = "single-user"`) + clients, []int{6}},
		{"one client", remote("", `install = "single-user"`), nil},
		{"a daemon", remote("", ``) + clients, nil},
		{"trusted means nothing there", remote("", "install = \"proot\"\ntrusted = false"), []int{7}},
	})
	findings(t, diag.WrapperConflict, []checkCase{
		{"proot needs its wrapper", remote("", "install = \"proot\"\nwrapper = false"), []int{7}},
		{"others do not", remote("", "install = \"single-user\"\nwrapper = false"), nil},
	})
	findings(t, diag.RemoteNeedsUser, []checkCase{
		{"nobody is named", linux + "builder \"a\" {\n remote {}\n}", []int{3}},
		{"the user is inherited", "defaults {\n systems = [\"x86_64-linux\"]\n ssh_user = \"u\"\n}\nbuilder \"a\" {\n remote {}\n}", nil},
	})
	findings(t, diag.ConflictingValues, []checkCase{
		{"a store without ssh inherits remote, ssh and port", "defaults {\n systems = [\"x86_64-linux\"]\n ssh_user = \"u\"\n port = 1\n remote {}\n ssh { connect_timeout = 1 }\n}\nbuilder \"a\" { uri = \"daemon\" }", nil},
		{"and must not say them itself", linux + "builder \"a\" {\n uri = \"daemon\"\n port = 1\n remote {}\n ssh {}\n endpoint \"e\" { host_name = \"x\" }\n}", []int{4, 5, 6, 7}},
		{"proxy_command and an inherited proxy_jump", "jump \"j\" {}\ndefaults {\n systems = [\"x86_64-linux\"]\n ssh { proxy_jump = [\"j\"] }\n}\nbuilder \"a\" {\n ssh { proxy_command = \"x\" }\n}", []int{7}},
		{"which null takes away", "jump \"j\" {}\ndefaults {\n systems = [\"x86_64-linux\"]\n ssh { proxy_jump = [\"j\"] }\n}\nbuilder \"a\" {\n ssh {\n  proxy_command = \"x\"\n  proxy_jump = null\n }\n}", nil},
		{"an emulated system that is a native one", linux + "builder \"a\" { emulated_systems = [\"i686-linux\", \"aarch64-linux\"] }", []int{2}},
	})
}

func TestAddressesBehindAJump(t *testing.T) {
	const src = linux + "jump \"j\" {}\nbuilder \"a\" {\n ssh_user = \"u\"\n ssh { proxy_jump = [\"j\"] }\n remote {\n  from = [\"10.0.0.0/8\"]\n }\n}\nbuilder \"b\" {\n ssh_user = \"u\"\n remote { from = [\"10.0.0.0/8\"] }\n}\n"
	findings(t, diag.FromBehindJump, []checkCase{
		{"of the builder", src, []int{7}},
		{"of the client", src + "client \"c\" { from = [\"10.0.0.1\"] }", []int{7, 14}},
		{"which the jump may come from", strings.Replace(src, "jump \"j\" {}", "jump \"j\" { host_name = \"10.0.0.1\" }", 1) + "client \"c\" { from = [\"10.0.0.1\"] }", nil},
		{"which the jump may not come from", strings.Replace(src, "jump \"j\" {}", "jump \"j\" { host_name = \"10.0.0.2\" }", 1) + "client \"c\" { from = [\"10.0.0.1\"] }", []int{14}},
		{"of a client that goes there directly", src + "client \"c\" {\n from = [\"10.0.0.1\"]\n use = [\"b\"]\n}", nil},
	})
}

// A large and sound inventory is passed in silence.
func TestAFleetWithoutFaultsIsNotCriticised(t *testing.T) {
	var src strings.Builder
	src.WriteString(linux + `
		jump "gate" {
			host_name = "gate.example"
			public_host_keys = ["@KEY1@"]
		}
		jump "door" {
			host_name = "door.example"
			public_host_keys = ["@KEY2@"]
		}
		client_defaults { nix = "nix 2.31" }
	`)
	for i := range 40 {
		switch body := fmt.Sprintf("builder \"b%02d\" {\n public_host_keys = [\"@KEY%d@\"]\n tags = [\"t%d\"]\n speed_factor = %d.5\n", i, i%8+1, i%3, i+1); i % 4 {
		case 0: // behind one address
			fmt.Fprintf(&src, "%s host_name = \"nat.example\"\n port = %d\n}\n", body, 2200+i)
		case 1: // behind two gates with the same private addresses
			fmt.Fprintf(&src, "%s host_name = \"10.0.0.%d\"\n ssh { proxy_jump = [\"gate\"] }\n}\n", body, i)
		case 2:
			fmt.Fprintf(&src, "%s host_name = \"10.0.0.%d\"\n ssh { proxy_jump = [\"door\"] }\n}\n", body, i-1)
		case 3: // with a way through the LAN
			fmt.Fprintf(&src, "%s host_name = \"b%02d.example\"\n endpoint \"lan\" { host_name = \"192.168.1.%d\" }\n}\n", body, i, i)
		}
	}
	for i := range 10 {
		fmt.Fprintf(&src, "client \"c%d\" {\n use = [\"@t%d\", \"b%02d\"]\n exclude = [\"b39\"]\n override \"*\" { max_jobs = 2 }\n}\n", i, i%3, i)
	}
	src.WriteString("require \"x\" { system = \"x86_64-linux\" }\n")
	if _, diags := compile(t, src.String(), schema.HCL); len(diags) > 0 {
		t.Errorf("%v", said(diags))
		t.Log(texts(diags))
	}
}
