package diag

import "sort"

// Entry is one row of the catalogue.
type Entry struct {
	Code     Code
	Severity Severity
	Summary  string // at most 60 characters, no values in it
	Meaning  string // Markdown for docs/diagnostics.md: why it matters and the cure
}

// The codes, in the order of the stages that report them.
const (
	// Reading the files.
	HCLSyntax          Code = "hcl-syntax"
	TOMLSyntax         Code = "toml-syntax"
	Expression         Code = "expression"
	ExpressionLimit    Code = "expression-limit"
	UnsupportedVersion Code = "unsupported-version"

	// Blocks and attributes.
	UnknownAttribute  Code = "unknown-attribute"
	UnknownBlock      Code = "unknown-block"
	ForeignSpelling   Code = "foreign-spelling"
	MissingAttribute  Code = "missing-attribute"
	WrongLabels       Code = "wrong-labels"
	DuplicateBlock    Code = "duplicate-block"
	MisplacedItem     Code = "misplaced-item"
	WrongType         Code = "wrong-type"
	InvalidLabel      Code = "invalid-label"
	DuplicateName     Code = "duplicate-name"
	DuplicateItem     Code = "duplicate-item"
	InvalidChoice     Code = "invalid-choice"
	OutOfRange        Code = "out-of-range"
	InvalidText       Code = "invalid-text"
	PrivateKey        Code = "private-key"
	MayBePrivateKey   Code = "may-be-private-key"
	MayBeKey          Code = "may-be-key"
	TooManyItems      Code = "too-many-items"
	NotInThisSyntax   Code = "not-in-this-syntax"
	ConflictingValues Code = "conflicting-values"

	// Expressions, variables, references.
	UnknownVariable     Code = "unknown-variable"
	MissingVariable     Code = "missing-variable"
	VariableValidation  Code = "variable-validation"
	InvalidVariable     Code = "invalid-variable"
	InvalidForEach      Code = "invalid-for-each"
	DependencyLoop      Code = "dependency-loop"
	MisplacedReference  Code = "misplaced-reference"
	UnknownReference    Code = "unknown-reference"
	UnreadableFile      Code = "unreadable-file"
	UnknownProfile      Code = "unknown-profile"
	UnknownBuilder      Code = "unknown-builder"
	UnknownTag          Code = "unknown-tag"
	UnknownJump         Code = "unknown-jump"
	UnknownClient       Code = "unknown-client"
	OverrideMatchesNone Code = "override-matches-none"
	ProxyLoop           Code = "proxy-loop"
	BuilderUnreachable  Code = "builder-unreachable"

	// Values of one attribute.
	InvalidHostName     Code = "invalid-host-name"
	InvalidUser         Code = "invalid-user"
	InvalidPath         Code = "invalid-path"
	PathInStore         Code = "path-in-store"
	InvalidURI          Code = "invalid-uri"
	SSHInURI            Code = "ssh-in-uri"
	InvalidURIParam     Code = "invalid-uri-param"
	UnknownSystem       Code = "unknown-system"
	InvalidFeature      Code = "invalid-feature"
	FeatureTypo         Code = "feature-typo"
	MaxJobsZero         Code = "max-jobs-zero"
	InvalidPublicKey    Code = "invalid-public-key"
	HostKeyBareBlob     Code = "host-key-bare-blob"
	HostKeyBase64       Code = "host-key-base64"
	HostKeyDoubleBase64 Code = "host-key-double-base64"
	HostKeyKnownHosts   Code = "host-key-known-hosts-line"
	InvalidCacheKey     Code = "invalid-cache-key"
	InvalidCIDR         Code = "invalid-address-range"
	InvalidKeyName      Code = "invalid-key-name"
	SSHOptionUnknown    Code = "ssh-option-unknown"
	SSHOptionOurs       Code = "ssh-option-ours"
	SSHOptionUnsafe     Code = "ssh-option-unsafe"
	SSHOptionTooNew     Code = "ssh-option-too-new"
	SSHOptionValue      Code = "ssh-option-value"
	SettingOurs         Code = "setting-ours"
	SettingSecret       Code = "setting-secret"
	SettingValue        Code = "setting-value"
	InvalidDialect      Code = "invalid-dialect"
	UnsupportedDialect  Code = "unsupported-dialect"
	InvalidRelease      Code = "invalid-release"

	// The whole inventory.
	BuilderDisabled      Code = "builder-disabled"
	NothingSelected      Code = "nothing-selected"
	SameMachineTwice     Code = "same-machine-twice"
	RequirementUnmet     Code = "requirement-unmet"
	MissingI686          Code = "missing-i686"
	KeyNameConflict      Code = "key-name-conflict"
	PinMissing           Code = "pin-missing"
	BuilderCycle         Code = "builder-cycle"
	ClientKeyTwice       Code = "client-key-twice"
	FromBehindJump       Code = "from-behind-jump"
	SingleUserTrust      Code = "single-user-trust"
	JobsOverCapacity     Code = "jobs-over-capacity"
	WrapperConflict      Code = "wrapper-conflict"
	ProtocolMismatch     Code = "protocol-mismatch"
	UntrustedProtocol    Code = "untrusted-protocol"
	RemoteNeedsUser      Code = "remote-needs-user"
	FormatNeedsLix       Code = "format-needs-lix"
	SpeedFactorFraction  Code = "speed-factor-fraction"
	ReleaseLacksOption   Code = "release-lacks-option"
	FeaturesNotOffered   Code = "features-not-offered"
	UnsignedClient       Code = "unsigned-client"
	SigningKeyIsCacheKey Code = "signing-key-is-cache-key"
	ClientStores         Code = "client-stores"
	AccountNotSetUp      Code = "account-not-set-up"
	ClientKeyMissing     Code = "client-key-missing"

	// What a target cannot carry.
	MachinesField   Code = "machines-field"
	URITooLong      Code = "uri-too-long"
	LooksLikeTOML   Code = "looks-like-toml"
	SSHConfigValue  Code = "ssh-config-value"
	KnownHostsValue Code = "known-hosts-value"
	NixConfValue    Code = "nix-conf-value"
	HydraProtocol   Code = "hydra-protocol"

	// What the machine of a builder cannot carry.
	AuthorizedKeysValue Code = "authorized-keys-value"
	SSHDConfigValue     Code = "sshd-config-value"
	WrapperValue        Code = "wrapper-value"
	BootstrapValue      Code = "bootstrap-value"
	ModuleValue         Code = "module-value"

	// What an entry cannot say with --inline.
	InlineConnection      Code = "inline-connection"
	InlinePort            Code = "inline-port"
	InlinePin             Code = "inline-pin"
	InlinePinNotExclusive Code = "inline-pin-not-exclusive"
)

var index = func() map[Code]*Entry {
	m := make(map[Code]*Entry, len(catalogue))
	for i := range catalogue {
		e := &catalogue[i]
		if m[e.Code] != nil {
			panic("internal error: code " + string(e.Code) + " is in the catalogue twice")
		}
		m[e.Code] = e
	}
	return m
}()

// Lookup returns the entry of code. It panics if there is none: a code that
// is not in the catalogue is a fault of ours.
func Lookup(code Code) *Entry {
	e := index[code]
	if e == nil {
		panic("internal error: code " + string(code) + " is not in the catalogue")
	}
	return e
}

// Catalogue returns all entries, sorted by code.
func Catalogue() []Entry {
	out := append([]Entry(nil), catalogue...)
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}
