// Package place says where things are on the machine of a builder, so that the
// targets which name the same file agree.
package place

// Dir holds what belongs to us alone. Root owns it.
const Dir = "/etc/buildmachines"

// AuthorizedKeysDir holds a file for each account, outside of its home: who
// logs in cannot let others in.
const AuthorizedKeysDir = Dir + "/authorized_keys"

// AuthorizedKeys returns the file with the keys of user on a machine that has a
// daemon. Root owns it; sshd reads it as the user, so that everybody may.
func AuthorizedKeys(user string) string { return AuthorizedKeysDir + "/" + user }

// OwnAuthorizedKeys is where the keys are without a daemon, below the home of
// the account. Other people's lines are kept: ours stand between Begin and End.
const OwnAuthorizedKeys = ".ssh/authorized_keys"

// The lines around our part of a file that is not ours.
const (
	Begin = "# BEGIN buildmachines"
	End   = "# END buildmachines"
)

// SSHDConfig comes early in the folder, since the first value wins in
// sshd_config.
const SSHDConfig = "/etc/ssh/sshd_config.d/10-buildmachines.conf"

// BuilderNixConf are the builder's settings. Nix reads them through the line
// IncludeBuilderNixConf at the end of NixConf: the last value wins there, and
// "!include", unlike "include", bears a missing file.
const (
	BuilderNixConf        = Dir + "/builder-nix.conf"
	IncludeBuilderNixConf = "!include " + BuilderNixConf
	NixConf               = "/etc/nix/nix.conf"
	// Determinate Nix writes nix.conf itself, and includes this one.
	DeterminateNixConf = "/etc/nix/nix.custom.conf"
)
