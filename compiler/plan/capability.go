package plan

// The names of capabilities: what the dialects differ in, as the dialect table
// has them (docs/dialects.md). Those that a client has are in its plan.
const (
	FloatSpeedFactor  = "float-speed-factor"
	HostPortURI       = "host-port-uri"
	QueryPortURI      = "query-port-uri"
	IPv6URI           = "ipv6-uri"
	LixTOML           = "lix-toml"
	CommentsFirst     = "comments-before-semicolons"
	RelativeKeyPath   = "relative-key-path"
	TrustlessBuilds   = "trustless-builds"
	SendsCommand      = "sends-command"
	OldWorkerProtocol = "old-worker-protocol"
	NewWorkerProtocol = "new-worker-protocol"
	ArgvRemoteProgram = "remote-program-list"
	TrustedUsersMerge = "module-trusted-users-merge" // of builders
)
