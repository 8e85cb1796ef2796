// Package archtest holds the tree to its shape: the pipeline runs schema ->
// compiler -> emit -> cmd, and imports point one way.
package archtest

const (
	module = "github.com/buildmachines/buildmachines"
	ours   = module + "/..."
	toml   = "github.com/BurntSushi/toml/..."
	syntax = "github.com/hashicorp/hcl/v2/hclsyntax/..."
	cobra  = "github.com/spf13/cobra/..."
	nodes  = "github.com/pelletier/go-toml/v2/unstable"
)

// A rule forbids the packages that match from to depend on those that match
// never, directly or not. Patterns are import paths; "x/..." is x and all below
// it, "x/*" only what is below. A package is always allowed to see itself.
type rule struct {
	from   string
	but    string // packages of from that are free
	never  []string
	except []string // packages of never that are allowed
	direct bool     // only imports count, not what these import in turn
	why    string
}

var rules = []rule{
	{
		from:  module + "/schema/...",
		never: []string{module + "/compiler/...", module + "/emit/...", module + "/outdir", module + "/report", module + "/cmd/..."},
		why:   "the schema says what an inventory may say, whoever reads it",
	},
	{
		from:  module + "/compiler/...",
		never: []string{module + "/emit/...", module + "/outdir", module + "/report", module + "/cmd/..."},
		why:   "a plan has no target, and the compiler writes nothing",
	},
	{
		from:  module + "/compiler/plan",
		never: []string{ours},
		why:   "a plan is plain data that every later stage can read",
	},
	{
		from:   module + "/emit/*",
		never:  []string{ours},
		except: []string{module + "/compiler/plan", module + "/diag", module + "/secret", module + "/internal/parallel", module + "/internal/platform", module + "/emit/internal/*"},
		why:    "an emitter sees plans, not inventories, and no other emitter; languages are shared in emit/internal",
	},
	{
		from:  module + "/emit/...",
		never: []string{toml, syntax, cobra, nodes},
		why:   "an emitter writes one language and reads none",
	},
	{
		from:   module + "/diag",
		never:  []string{ours},
		except: []string{module + "/secret"},
		why:    "every stage reports through the catalogue, so it stands below all of them",
	},
	{
		from:  module + "/secret",
		never: []string{ours},
		why:   "what a private key looks like does not depend on who asks",
	},
	{
		from:   module + "/outdir",
		never:  []string{ours},
		except: []string{module + "/internal/termtext"},
		why:    "a folder is written the same way whatever is in it",
	},
	{
		from:  module + "/splice",
		never: []string{module + "/emit/...", module + "/outdir", module + "/report", module + "/cmd/..."},
		why:   "an edit of the inventory knows no target",
	},
	{
		from:   module + "/setup",
		never:  []string{ours},
		except: []string{module + "/compiler/plan", module + "/schema/check", module + "/schema/pubkey", module + "/emit/sshconfig", module + "/emit/internal/*", module + "/diag", module + "/secret", module + "/internal/termtext"},
		why:    "a script is run as it was emitted; of the targets, the trial of a client needs those of its ssh",
	},
	{
		from:  module + "/keygen",
		never: []string{ours},
		why:   "a key does not depend on who will have it",
	},
	{
		from:   module + "/install",
		never:  []string{ours},
		except: []string{module + "/compiler/plan", module + "/secret", module + "/internal/parallel", module + "/internal/termtext"},
		why:    "what is installed was compiled and emitted before; it is put into place as it is",
	},
	{
		from:  module + "/layout",
		never: []string{ours},
		why:   "the layout of a text does not depend on what it says",
	},
	{
		from:  module + "/internal/termtext",
		never: []string{ours},
		why:   "what a terminal obeys does not depend on who prints",
	},
	{
		from:  module + "/internal/manpages",
		never: []string{ours},
		why:   "a page is text, whatever program it is about",
	},
	{
		from:   module + "/session",
		never:  []string{ours},
		except: []string{module + "/compiler/plan", module + "/schema/check", module + "/diag", module + "/secret"},
		why:    "who builds is chosen from a plan, however it is written down afterwards",
	},
	{
		from:   module + "/report",
		never:  []string{ours},
		except: []string{module + "/diag", module + "/secret", module + "/internal/termtext"},
		why:    "rendering is a function of diagnostics and sources",
	},
	{
		from:  ours,
		but:   module + "/cmd/...",
		never: []string{cobra, module + "/cmd/..."},
		why:   "what a command does is a library without flags and streams",
	},
	{
		from:   ours,
		but:    module + "/schema/tomlbody",
		never:  []string{nodes},
		direct: true,
		why:    "the unstable parser is used in one place, so that one place breaks with it",
	},
	{
		from:  ours,
		but:   module + "/internal/optionset", // of which the next rule says the same
		never: []string{module + "/internal/counterpart"},
		why:   "the programs that read our files are started by tests only",
	},
	{
		from:  ours,
		never: []string{module + "/internal/optionset"},
		why:   "an emitter knows releases by the capabilities of its client; the records of options check it",
	},
	{
		from:  ours,
		never: []string{module + "/archtest", module + "/badtest", module + "/goldentest", module + "/hostiletest", module + "/e2etest", module + "/flaketest", module + "/modulestest", module + "/pipelinestest"},
		why:   "rooms of tests try the whole, so nothing of it needs them",
	},
}
