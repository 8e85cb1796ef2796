package schema

import (
	"github.com/hashicorp/hcl/v2"

	"github.com/buildmachines/buildmachines/internal/platform"
)

// Remote is the remote block: what to set up on the builder.
type Remote struct {
	At           hcl.Range
	Platform     Value[string]
	Release      Value[string]
	Nix          Value[string]
	Install      Value[string]
	NixPath      List
	StorePath    Value[string]
	Wrapper      Value[bool]
	WrapperPath  Value[string]
	Trusted      Value[bool]
	ClientStores Value[bool]
	From         List
	Home         Value[string]
	UID          Value[int]
	MaxJobs      Value[int]
	Cores        Value[int]
	MaxStartups  Value[int]
	Settings     Map
}

var remoteTable = newTable(table[Remote]{
	Name: "remote",
	Attrs: []attr[Remote]{
		{Row{Name: "platform", Type: Text, In: InOther, Default: platform.Default, Choices: platform.Builders(), Foreign: []string{"os"},
			Doc: "The system of the builder. It decides which files `--out` writes."},
			func(r *Remote) field { return &r.Platform }},
		{Row{Name: "release", Type: Text, In: InOther, check: checkRelease, DefaultDoc: "every release since 24.05",
			Doc: "The release of NixOS or nix-darwin on the builder."},
			func(r *Remote) field { return &r.Release }},
		{Row{Name: "nix", Type: Text, In: InOther, check: checkDialect, DefaultDoc: "every supported version", Foreign: []string{"nix_version", "version"},
			Doc: "The version of Nix or Lix on the builder, such as `\"nix 2.31\"`."},
			func(r *Remote) field { return &r.Nix }},
		{Row{Name: "install", Type: Text, In: InOther, Default: "multi-user", Choices: []string{"multi-user", "single-user", "nix-user-chroot", "proot"},
			Doc: "How Nix is installed on the builder. Only `multi-user` has a daemon; otherwise every build runs as the account itself."},
			func(r *Remote) field { return &r.Install }},
		{Row{Name: "nix_path", Type: Words, In: InOther, check: checkRemotePath, DefaultDoc: "the folders of `platform` and `install`", Foreign: []string{"path"},
			Doc: "The folders with `nix-store` and `nix-daemon`, to put first in PATH. sshd's own PATH rarely has them."},
			func(r *Remote) field { return &r.NixPath }},
		{Row{Name: "store_path", Type: Text, In: InOther, check: checkRemotePath, DefaultDoc: "`~/.nix` of the account",
			Doc: "The folder that `nix-user-chroot` and `proot` mount as /nix."},
			func(r *Remote) field { return &r.StorePath }},
		{Row{Name: "wrapper", Type: Bool, In: InOther, Default: true,
			Doc: "Binds every client key to a wrapper, which runs exactly the commands that clients send and nothing else."},
			func(r *Remote) field { return &r.Wrapper }},
		{Row{Name: "wrapper_path", Type: Text, In: InOther, Default: "/etc/buildmachines/nix-ssh-wrapper", check: checkRemotePath,
			Doc: "The path of the wrapper."},
			func(r *Remote) field { return &r.WrapperPath }},
		{Row{Name: "trusted", Type: Bool, In: InOther, Default: true,
			Doc: "Puts the account into the builder's trusted-users. A trusted user is equivalent to root, in spite of the wrapper. With `false`, the builder accepts from clients only what is content-addressed, what it can substitute, and what is signed. A client's `signing_public_key` is a cache key there: the client can decide with it what root of the builder installs."},
			func(r *Remote) field { return &r.Trusted }},
		{Row{Name: "client_stores", Type: Bool, In: InOther, Default: false,
			Doc: "Each client has a store of its own, in the home of the account: what it sends reaches neither the builder's own store nor another client. Needs Linux with user namespaces for everybody, and `protocol = \"ssh\"`."},
			func(r *Remote) field { return &r.ClientStores }},
		{Row{Name: "from", Type: Words, In: InOther, check: checkCIDR,
			Doc: "Addresses and ranges from which any client may log in to the account. sshd sees the address of the last jump."},
			func(r *Remote) field { return &r.From }},
		{Row{Name: "home", Type: Text, In: InOther, check: checkRemotePath, DefaultDoc: "depends on the platform",
			Doc: "The home of the account."},
			func(r *Remote) field { return &r.Home }},
		{Row{Name: "uid", Type: Int, In: InOther, Min: 1, Max: 60000, DefaultDoc: "the next free one; nix-darwin needs one",
			Doc: "The user ID of the account."},
			func(r *Remote) field { return &r.UID }},
		{Row{Name: "max_jobs", Type: Int, In: InOther, Min: 1, Max: 65535, DefaultDoc: "not set", Foreign: []string{"maxJobs", "max-jobs"},
			Doc: "max-jobs in the builder's own nix.conf: how many builds it runs at once, for all clients together."},
			func(r *Remote) field { return &r.MaxJobs }},
		{Row{Name: "cores", Type: Int, In: InOther, Min: 0, Max: 65535, DefaultDoc: "not set",
			Doc: "cores in the builder's own nix.conf: how many cores a build may use; 0 means all."},
			func(r *Remote) field { return &r.Cores }},
		{Row{Name: "max_startups", Type: Int, In: InOther, Min: 10, Max: 65535, DefaultDoc: "the sum of its clients' jobs, at least 10", Foreign: []string{"MaxStartups", "maxStartups"},
			Doc: "How many connections may be logging in at once before sshd drops some at random."},
			func(r *Remote) field { return &r.MaxStartups }},
		{Row{Name: "settings", Type: Table, In: InOther, entry: checkRemoteSetting, scalar: settingScalar, Foreign: []string{"nix_conf", "extra_options"},
			Doc: "More settings for the builder's nix.conf."},
			func(r *Remote) field { return &r.Settings }},
	},
})
