package plan_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/buildmachines/buildmachines/compiler/plan"
)

// full is a plan in which every field has a value. Two clients see one of its
// builders differently.
func full() *plan.Plan {
	jump := &plan.Host{
		Name: "j", HostName: "j.example", Port: 2222, SSHUser: "jump", SSHKey: "/j", KeyName: "jk",
		SSH:                        plan.SSH{ProxyJump: []string{"k"}, Options: map[string]string{}, ConnectTimeout: 10, ServerAliveInterval: 15},
		PublicHostKeys:             []string{"ssh-ed25519 J"},
		HostCertificateAuthorities: []string{"ssh-ed25519 JCA"},
	}
	second := &plan.Host{Name: "k", HostName: "k", Port: 22, SSH: plan.SSH{ConnectTimeout: 1, ServerAliveInterval: 2}}
	a := &plan.Builder{
		Host: plan.Host{
			Name: "a", HostName: "a.example", Port: 222, SSHUser: "u", SSHKey: "/k", KeyName: "ak",
			SSH: plan.SSH{
				ProxyJump: []string{"j"}, ProxyCommand: "c <&>", ConnectTimeout: 5, ServerAliveInterval: 6,
				IdentityAgent: "/agent", Options: map[string]string{"Compression": "yes", "AddressFamily": "inet"},
			},
			PublicHostKeys: []string{"ssh-ed25519 A"}, HostCertificateAuthorities: []string{"ssh-ed25519 ACA"},
			Endpoints: []plan.Endpoint{{Name: "lan", HostName: "10.0.0.1", Port: 22, When: plan.Reachable}},
		},
		Enable: true, Protocol: "ssh-ng", URI: "ssh-ng://a?b=c&d=<e>", URIParams: map[string]string{"b": "c", "d": "<e>"},
		Systems: []string{"x86_64-linux"}, EmulatedSystems: []string{"aarch64-linux"}, EmulatedSpeedFactor: 0.25,
		MaxJobs: 4, SpeedFactor: 1.5, SupportedFeatures: []string{"kvm"}, MandatoryFeatures: []string{"benchmark"},
		Machine: "m", Tags: []string{"t"}, Clients: []string{"c", "d"},
		Cache: &plan.Cache{PublicKey: "c-1:x", SecretKeyFile: "/s", Substituter: "trusted", Priority: 30},
		Remote: &plan.Remote{
			Platform: "nixos", Release: "25.05", Nix: "nix 2.31", Install: "single-user", NixPath: []string{"/nix/bin"}, StorePath: "/srv",
			Wrapper: true, WrapperPath: "/w", Trusted: true, From: []string{"10.0.0.0/8"}, Home: "/h", UID: 1000, MaxJobs: 8, Cores: 2,
			MaxStartups: 20, Settings: map[string]string{"x": "1", "a": "2"},
			Commands:       []plan.Command{{Sent: "nix-daemon --stdio", Argv: []string{"nix-daemon", "--stdio"}}},
			SystemFeatures: []string{"benchmark", "kvm"}, ExtraPlatforms: []string{"aarch64-linux", "x86_64-linux"},
			Logins:            []plan.Login{{Client: "c", From: []string{"10.0.0.1"}}, {Client: "d", From: []string{"10.0.0.0/8"}}},
			TrustedPublicKeys: []string{"s-1:x"}, Capabilities: []string{plan.TrustedUsersMerge},
		},
	}
	store := &plan.Builder{Host: plan.Host{Name: "store"}, Enable: true, URI: "daemon", Systems: []string{"x86_64-linux"}, MaxJobs: 1, SpeedFactor: 1}
	off := &plan.Builder{Host: plan.Host{Name: "off", HostName: "off", Port: 22, SSH: plan.SSH{ConnectTimeout: 10, ServerAliveInterval: 15}}, Protocol: "ssh", URI: "ssh://off", Systems: []string{"x86_64-linux"}, MaxJobs: 1, SpeedFactor: 1}
	client := func(name string, bs ...*plan.Builder) *plan.Client {
		c := &plan.Client{
			Name: name, Platform: "nixos", Release: "25.11", Nix: "lix 2.95", MachinesFormat: "toml", Dir: "/d",
			HostNames: []string{"h"}, Users: []string{"root", "me"}, SSHPublicKeys: []string{"ssh-ed25519 C"}, From: []string{"10.0.0.1"},
			MaxJobs: 3, BuildersUseSubstitutes: true, SigningPublicKey: "s-1:x", SigningSecretKeyFile: "/ss",
			Settings: map[string]string{"z": "1", "b": "2"}, Capabilities: []string{"float-speed-factor", "lix-toml"},
			Builders: bs, Disabled: []*plan.Builder{off},
		}
		c.FindHops(map[string]*plan.Host{"j": jump, "k": second, "a": &a.Host})
		return c
	}
	other := *a
	other.Clients = nil
	other.MaxJobs, other.SSHUser, other.URI = 9, "", "ssh://a?x=<&>"
	other.Protocol, other.Cache = "ssh", nil
	other.Tags = nil
	return &plan.Plan{
		Builders: []*plan.Builder{a, off, store},
		Clients:  []*plan.Client{client("c", a, store), client("d", store, &other)},
		Jumps:    []*plan.Host{jump, second},
	}
}

func encode(t testing.TB, p *plan.Plan) string {
	t.Helper()
	var out strings.Builder
	if err := plan.Encode(&out, p); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func decode(t testing.TB, text string) *plan.Plan {
	t.Helper()
	p, err := plan.Decode(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A field that is added to the plan has to be added to full, and by that to
// its JSON form.
func TestTheFullPlanIsFull(t *testing.T) {
	p := full()
	for _, v := range []any{*p.Builders[0], *p.Clients[0], *p.Builders[0].Cache, *p.Builders[0].Remote, p.Builders[0].SSH, p.Builders[0].Endpoints[0]} {
		s := reflect.ValueOf(v)
		for i := range s.NumField() {
			if name := s.Type().Field(i).Name; s.Field(i).IsZero() && name != "Origins" {
				t.Errorf("%T has no %s", v, name)
			}
		}
	}
}

func TestAPlanSurvivesItsJSONForm(t *testing.T) {
	p := full()
	text := encode(t, p)
	got := decode(t, text)
	if d := cmp.Diff(p, got, cmpopts.EquateEmpty(), cmpopts.IgnoreTypes(plan.Origins{})); d != "" {
		t.Error(d)
	}
	if again := encode(t, got); again != text {
		t.Errorf("encoded again, it differs:\n%s", cmp.Diff(text, again))
	}
}

func TestAnEmptyPlanSurvivesItsJSONForm(t *testing.T) {
	text := encode(t, &plan.Plan{})
	if d := cmp.Diff(&plan.Plan{}, decode(t, text)); d != "" {
		t.Error(d)
	}
}

func TestOverridesHoldOnlyWhatDiffers(t *testing.T) {
	var got struct {
		Clients map[string]struct{ Overrides map[string]map[string]any }
	}
	if err := json.Unmarshal([]byte(encode(t, full())), &got); err != nil {
		t.Fatal(err)
	}
	want := map[string]map[string]any{"a": {"cache": nil, "max_jobs": 9.0, "protocol": "ssh", "ssh_user": nil, "tags": []any{}, "uri": "ssh://a?x=<&>"}}
	if d := cmp.Diff(want, got.Clients["d"].Overrides); d != "" {
		t.Error(d)
	}
	if o := got.Clients["c"].Overrides; len(o) > 0 {
		t.Errorf("c has %v", o)
	}
}

// The form says characters in one way, in overrides as elsewhere.
func TestNothingIsEscapedWithoutNeed(t *testing.T) {
	if text := encode(t, full()); strings.Contains(text, `\u00`) {
		t.Error(text)
	}
}

func TestWhatClientsShareIsOneBuilder(t *testing.T) {
	p := decode(t, encode(t, full()))
	c, d := p.Client("c"), p.Client("d")
	if c.Builders[0] != p.Builder("a") || c.Builders[1] != d.Builders[0] || c.Disabled[0] != d.Disabled[0] {
		t.Error("a builder without overrides is not that of the plan")
	}
	if d.Builders[1] == p.Builder("a") {
		t.Fatal("a builder with overrides is that of the plan")
	}
}

// A change to the builder of one client reaches nobody else.
func TestOverriddenBuildersShareNothingWithTheirBase(t *testing.T) {
	p := decode(t, encode(t, full()))
	before := encode(t, p)
	b := p.Client("d").Builders[1]
	b.Systems[0], b.PublicHostKeys[0], b.URIParams["b"], b.SSH.Options["Compression"] = "x", "x", "x", "x"
	b.Endpoints[0].HostName, b.Remote.Settings["x"], b.Remote.Platform = "x", "x", "x"
	p.Client("d").Builders[1] = p.Builder("a")
	after := decode(t, before)
	after.Client("d").Builders[1] = after.Builder("a")
	if d := cmp.Diff(encode(t, after), encode(t, p)); d != "" {
		t.Error(d)
	}
}

func TestKeysAreSortedAtAllLevels(t *testing.T) {
	text := encode(t, full())
	dec := json.NewDecoder(strings.NewReader(text))
	var check func(path string)
	check = func(path string) {
		tok, err := dec.Token()
		if err != nil {
			t.Fatal(err)
		}
		switch tok {
		case json.Delim('{'):
			var keys []string
			for dec.More() {
				key, _ := dec.Token()
				keys = append(keys, key.(string))
				check(path + "." + key.(string))
			}
			if !slices.IsSorted(keys) {
				t.Errorf("%s: %q", path, keys)
			}
			dec.Token()
		case json.Delim('['):
			for dec.More() {
				check(path + "[]")
			}
			dec.Token()
		}
	}
	check("")
}

// What is unset is null, and lists and maps are never null, so that readers
// need no second spelling for either.
func TestEveryAttributeIsThere(t *testing.T) {
	var got struct {
		Builders, Clients, Jumps map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(encode(t, full())), &got); err != nil {
		t.Fatal(err)
	}
	same := func(a, b map[string]json.RawMessage) {
		if d := cmp.Diff(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))); d != "" {
			t.Error(d)
		}
	}
	same(got.Builders["a"], got.Builders["store"])
	same(got.Builders["a"], got.Builders["off"])
	same(got.Jumps["j"], got.Jumps["k"])
	for attr, want := range map[string]string{
		"cache": "null", "host_name": "null", "port": "null", "protocol": "null", "ssh": "null", "remote": "null", "machine": "null",
		"emulated_speed_factor": "null", "endpoints": "[]", "tags": "[]", "uri_params": "{}", "clients": "[]", "public_host_keys": "[]",
	} {
		if text := string(got.Builders["store"][attr]); text != want {
			t.Errorf("%s is %s, want %s", attr, text, want)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"a higher version":             {`{"format_version":2,"builders":{}}`, "version 2"},
		"a higher version of any form": {`{"format_version":3,"builders":["a"],"clients":1}`, "version 3"},
		"no version":                   {`{"builders":{}}`, "version 0"},
		"an unknown builder":           {`{"format_version":1,"clients":{"c":{"builders":["x"]}}}`, `no builder is named "x"`},
		"the first of two mistakes":    {`{"format_version":1,"clients":{"z":{"builders":["x"]},"b":{"builders":["x"]},"c":{"builders":["x"]}}}`, "client b"},
		"a builder that is null":       {`{"format_version":1,"builders":{"a":null}}`, "a: it is null"},
		"a client that is null":        {`{"format_version":1,"clients":{"a":null}}`, "a: it is null"},
		"a jump that is null":          {`{"format_version":1,"jumps":{"a":null}}`, "a: it is null"},
		"a number for a list":          {`{"format_version":1,"builders":{"a":{"systems":3}}}`, "systems"},
		"an override of another type":  {`{"format_version":1,"builders":{"a":{}},"clients":{"c":{"builders":["a"],"overrides":{"a":{"port":"x"}}}}}`, "overrides of a"},
		"nothing":                      {``, "end of JSON"},
		"half of it":                   {`{"format_version":1,`, "end of JSON"},
		"more after it":                {`{"format_version":1}{}`, "after"},
		"no object":                    {`[]`, "array"},
	} {
		t.Run(name, func(t *testing.T) {
			for range 5 { // maps have another order each time
				_, err := plan.Decode(strings.NewReader(c.text))
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %v, want %q", err, c.want)
				}
			}
		})
	}
}

func TestDecodeIgnoresWhatItDoesNotKnow(t *testing.T) {
	text := encode(t, full())
	more := strings.ReplaceAll(text, `"platform":`, `"new": {"x": [1]}, "platform":`)
	more = strings.Replace(more, "{", `{"comment": "x",`, 1)
	more = strings.ReplaceAll(more, `"max_jobs": 9`, `"max_jobs": 9, "new": null`)
	if d := cmp.Diff(text, encode(t, decode(t, more))); d != "" {
		t.Error(d)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"format_version":1,"builders":{"a":{"ssh":{"proxy_jump":["a"]}}},"clients":{"c":{"builders":["a"],"overrides":{"a":null}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		p, err := plan.Decode(strings.NewReader(text))
		if err != nil {
			return
		}
		first := encode(t, p)
		if again := encode(t, decode(t, first)); again != first {
			t.Errorf("%s\nbecomes %s", first, again)
		}
	})
}

type failing struct{ after int }

func (w *failing) Write(p []byte) (int, error) {
	if w.after -= len(p); w.after < 0 {
		return 0, fmt.Errorf("disk full")
	}
	return len(p), nil
}

func TestEncodeReportsAFailedWrite(t *testing.T) {
	var whole bytes.Buffer
	if err := plan.Encode(&whole, full()); err != nil {
		t.Fatal(err)
	}
	for _, after := range []int{0, whole.Len() - 1} {
		if err := plan.Encode(&failing{after}, full()); err == nil {
			t.Errorf("no error when the disk is full after %d bytes", after)
		}
	}
}
