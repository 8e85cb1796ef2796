package compiler_test

import "testing"

// One fault is one diagnostic: what builds on a value that was refused says
// nothing more.
func TestOneFaultIsToldOnce(t *testing.T) {
	const rest = "\n systems = [\"aarch64-linux\"]\n public_host_keys = [\"@KEY1@\"]\n}\n"
	two := builder("max_jobs = 2") + "client \"c\" {\n use = [\"a\"]\n}\n"
	mistakes(t, []mistake{
		{"an unknown system, and no systems are left", "builder \"a\" {\n systems = [\"x86_64\"]\n public_host_keys = [\"@KEY1@\"]\n}", nil, []string{"2 unknown-system"}},
		{"systems of a wrong type", "builder \"a\" {\n systems = \"aarch64-linux\"\n public_host_keys = [\"@KEY1@\"]\n}", nil, []string{"2 wrong-type"}},
		{"systems under another name", "builder \"a\" {\n system = \"aarch64-linux\"\n public_host_keys = [\"@KEY1@\"]\n}", nil, []string{"2 foreign-spelling"}},
		{"systems that cannot be computed", "builder \"a\" {\n systems = [local.x]\n public_host_keys = [\"@KEY1@\"]\n}", nil, []string{"2 unknown-reference"}},
		{"systems misspelled", "builder \"a\" {\n sytems = [\"aarch64-linux\"]\n public_host_keys = [\"@KEY1@\"]\n}", nil, []string{"2 unknown-attribute"}},
		{"a bad pin is no missing pin", "builder \"a\" {\n systems = [\"aarch64-linux\"]\n public_host_keys = [\"ssh-ed25519 x\"]\n}", nil, []string{"3 invalid-public-key"}},
		{"a bad user is no missing user", "builder \"a\" {\n ssh_user = \"A B\"\n remote {}" + rest, nil, []string{"2 invalid-user"}},
		{"a bad install contradicts nothing", "builder \"a\" {\n ssh_user = \"u\"\n remote {\n  install = \"prot\"\n  store_path = \"/srv\"\n }" + rest, nil, []string{"4 invalid-choice"}},
		{"a bad platform contradicts nothing", "builder \"a\" {\n ssh_user = \"u\"\n remote {\n  platform = \"windows\"\n  release = \"25.05\"\n }" + rest, nil, []string{"4 invalid-choice"}},
		{"a bad cache key is no missing one", "builder \"a\" {\n cache { public_key = \"x\" }" + rest, nil, []string{"2 invalid-cache-key"}},
		{"a bad address of an endpoint is no missing one", "builder \"a\" {\n endpoint \"e\" { host_name = \"x:1\" }" + rest, nil, []string{"2 invalid-host-name"}},
		{"a bad requirement is not unmet", two + "require \"r\" {\n system = \"x\"\n}", nil, []string{"10 unknown-system"}},
		{"a misspelled builder leaves no client without", builder("") + "client \"c\" { use = [\"b\"] }", nil, []string{"6 unknown-builder"}},
		{"a misspelled block is no unknown builder", "bulider \"b\" {}\n" + builder("") + "client \"c\" { use = [\"a\", \"b\"] }", nil, []string{"1 unknown-block"}},
		{"bad defaults are told once", "defaults { port = 0 }\n" + builder("") + "builder \"b\" {" + rest, nil, []string{"1 out-of-range"}},
		{"a bad profile is told once", "profile \"p\" { port = \"x\" }\n" + builder("profiles = [\"p\"]") + "builder \"b\" {\n profiles = [\"p\"]" + rest, nil, []string{"1 wrong-type"}},
		{"an option whose value cannot be computed", builder("ssh {\n options = { Compression = upper(1, 2) }\n}"), nil, []string{"5 expression"}},
		{"a setting that is infinite", "client \"c\" {\n settings = { cores = 1 / 0 }\n}", nil, []string{"2 out-of-range"}},
		{"a bad variable", "variable \"v\" {\n type = number\n default = \"x\"\n}\n" + builder("max_jobs = var.v"), nil, []string{"3 invalid-variable"}},
		{"a bad local", "locals { x = upper() }\n" + builder("tags = [local.x]\nssh_user = local.x"), nil, []string{"1 expression"}},
		{"a bad dialect asks for nothing", "client \"c\" {\n nix = \"lix\"\n machines_format = \"toml\"\n}", nil, []string{"2 invalid-dialect"}},
		{"a key that is null is checked as any", builder("ssh {\n options = { Compresion = null }\n}\nuri_params = { port = null }"), nil, []string{"5 ssh-option-unknown", "7 invalid-uri-param"}},
	})
}
