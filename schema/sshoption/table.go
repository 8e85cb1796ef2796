package sshoption

// The algorithms that OpenSSH 7.6 and 10 both have in every usual build, so
// without DSA (removed in 10.0), MD5 and 3DES (left out of some).
var (
	ciphers = list(true,
		"aes128-ctr", "aes192-ctr", "aes256-ctr", "aes128-gcm@openssh.com", "aes256-gcm@openssh.com",
		"chacha20-poly1305@openssh.com", "aes128-cbc", "aes192-cbc", "aes256-cbc")
	macs = list(true,
		"umac-64-etm@openssh.com", "umac-128-etm@openssh.com", "hmac-sha2-256-etm@openssh.com",
		"hmac-sha2-512-etm@openssh.com", "hmac-sha1-etm@openssh.com",
		"umac-64@openssh.com", "umac-128@openssh.com", "hmac-sha2-256", "hmac-sha2-512", "hmac-sha1")
	exchanges = list(true,
		"curve25519-sha256", "curve25519-sha256@libssh.org",
		"ecdh-sha2-nistp256", "ecdh-sha2-nistp384", "ecdh-sha2-nistp521",
		"diffie-hellman-group-exchange-sha256", "diffie-hellman-group16-sha512", "diffie-hellman-group18-sha512",
		"diffie-hellman-group14-sha256", "diffie-hellman-group14-sha1", "diffie-hellman-group-exchange-sha1")
	keyTypes = list(true,
		"ssh-ed25519", "ssh-ed25519-cert-v01@openssh.com",
		"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
		"ecdsa-sha2-nistp256-cert-v01@openssh.com", "ecdsa-sha2-nistp384-cert-v01@openssh.com", "ecdsa-sha2-nistp521-cert-v01@openssh.com",
		"rsa-sha2-512", "rsa-sha2-256", "ssh-rsa", "ssh-rsa-cert-v01@openssh.com")
	methods = list(false, "gssapi-with-mic", "hostbased", "publickey", "keyboard-interactive", "password")
)

const (
	noForwarding = "It opens something of the client to the builder, or the other way round; builds need no forwarding."
	noX11        = "It opens the display of the client to the builder."
	noPrograms   = "It runs a program, or loads a library, on the client as the daemon's user."
	noQuestions  = "BatchMode is yes, because nobody is there to answer a question."
	ssh1         = "It was for version 1 of the protocol. Leave it out."
)

// table is in the order of subjects; [Table] sorts it.
var table = []Row{
	// The connection.
	{Keyword: "AddressFamily", Since: "3.7", Status: Allowed, grammar: choice("any", "inet", "inet6"), Doc: "Use only IPv4 (`inet`) or only IPv6 (`inet6`)."},
	{Keyword: "BindAddress", Since: "3.0", Status: Allowed, grammar: address, Doc: "Connect from this address of the client."},
	{Keyword: "BindInterface", Since: "7.7", Status: TooNew, Doc: "Write BindAddress with the address of the interface."},
	{Keyword: "Compression", Since: "3.0", Status: Allowed, grammar: yesNo, Doc: "Compress what is sent: for slow lines."},
	{Keyword: "CompressionLevel", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "ConnectionAttempts", Since: "3.0", Status: Allowed, grammar: integer(1, 100), Doc: "How often to try, once a second, before giving up."},
	{Keyword: "ConnectTimeout", Since: "3.7", Status: Ours, Doc: "Write ssh.connect_timeout."},
	{Keyword: "HostName", Since: "3.0", Status: Ours, Doc: "Write host_name."},
	{Keyword: "IPQoS", Since: "5.7", Status: Allowed, grammar: ipQoS, Doc: "How routers treat the packets."},
	{Keyword: "KeepAlive", Since: "3.0", Status: Gone, Doc: "It is the old name of TCPKeepAlive."},
	{Keyword: "Port", Since: "3.0", Status: Ours, Doc: "Write port."},
	{Keyword: "Protocol", Since: "3.0", Status: Gone, Doc: "Leave it out: since 7.6 there is only version 2."},
	{Keyword: "ProxyCommand", Since: "3.0", Status: Ours, Doc: "Write ssh.proxy_command."},
	{Keyword: "ProxyJump", Since: "7.3", Status: Ours, Doc: "Write ssh.proxy_jump, with a jump block for each hop, since a hop inherits neither keys nor pins."},
	{Keyword: "ProxyUseFdpass", Since: "6.3", Status: Allowed, grammar: yesNo, Doc: "The program of ssh.proxy_command hands over a connection instead of passing data on."},
	{Keyword: "RefuseConnection", Since: "10.1", Status: TooNew, Doc: "To leave a builder out, write enable = false."},
	{Keyword: "RekeyLimit", Since: "3.7", Status: Allowed, grammar: rekeyLimit, Doc: "After how much data and time to agree on new session keys."},
	{Keyword: "ServerAliveCountMax", Since: "3.8", Status: Ours, Doc: "Write ssh.server_alive_interval."},
	{Keyword: "ServerAliveInterval", Since: "3.8", Status: Ours, Doc: "Write ssh.server_alive_interval."},
	{Keyword: "TCPKeepAlive", Since: "3.8", Status: Allowed, grammar: yesNo, Doc: "Let the kernel ask whether the builder is still there."},
	{Keyword: "UsePrivilegedPort", Since: "3.0", Status: Gone, Doc: "ssh has ignored it since 7.8. Leave it out."},
	{Keyword: "VersionAddendum", Since: "10.0", Status: TooNew, Doc: "Leave it out: it changes only how ssh announces itself."},

	// Which algorithms.
	{Keyword: "CASignatureAlgorithms", Since: "7.9", Status: TooNew, Doc: "Leave it out: host_certificate_authorities says which authorities count."},
	{Keyword: "Cipher", Since: "3.0", Status: Gone, Doc: "Write Ciphers."},
	{Keyword: "Ciphers", Since: "3.0", Status: Allowed, grammar: ciphers, Doc: "The ciphers to offer, the best first."},
	{Keyword: "HostKeyAlgorithms", Since: "3.0", Status: Allowed, grammar: keyTypes, Doc: "The types of host keys to ask for. A type without a pin leads to a refusal."},
	{Keyword: "KexAlgorithms", Since: "5.7", Status: Allowed, grammar: exchanges, Doc: "The key exchanges to offer, the best first."},
	{Keyword: "MACs", Since: "3.0", Status: Allowed, grammar: macs, Doc: "The message authentication codes to offer, the best first."},
	{Keyword: "PubkeyAcceptedAlgorithms", Since: "8.5", Status: TooNew, Doc: "Write PubkeyAcceptedKeyTypes, its old name, which every version reads."},
	{Keyword: "PubkeyAcceptedKeyTypes", Since: "7.0", Status: Allowed, grammar: keyTypes, Doc: "The types of client keys to log in with."},
	{Keyword: "RequiredRSASize", Since: "9.1", Status: TooNew, Doc: "Leave RSA out of HostKeyAlgorithms and PubkeyAcceptedKeyTypes instead."},
	{Keyword: "WarnWeakCrypto", Since: "10.1", Status: TooNew, Doc: "Leave it out: it only prints a warning, or not."},

	// Who the builder is.
	{Keyword: "CheckHostIP", Since: "3.0", Status: Ours, Doc: "It is no: pins are looked up by name."},
	{Keyword: "FingerprintHash", Since: "6.8", Status: Allowed, grammar: choice("sha256", "md5"), Doc: "How messages show a key."},
	{Keyword: "GlobalKnownHostsFile", Since: "3.0", Status: Ours, Doc: "Write public_host_keys; only what the inventory pins counts."},
	{Keyword: "GlobalKnownHostsFile2", Since: "3.0", Status: Gone, Doc: "Write public_host_keys."},
	{Keyword: "HashKnownHosts", Since: "4.0", Status: Allowed, grammar: yesNo, Doc: "Nothing is added to known_hosts, so it changes nothing."},
	{Keyword: "HostKeyAlias", Since: "3.0", Status: Ours, Doc: "Write host_key_alias."},
	{Keyword: "KnownHostsCommand", Since: "8.5", Status: Unsafe, Doc: noPrograms},
	{Keyword: "NoHostAuthenticationForLocalhost", Since: "3.0", Status: Unsafe, Doc: "It accepts any host key from an address of the loopback, so from any tunnel."},
	{Keyword: "RevokedHostKeys", Since: "6.8", Status: Allowed, grammar: path, Doc: "A file of host keys that are never accepted. When it cannot be read, no host is."},
	{Keyword: "StrictHostKeyChecking", Since: "3.0", Status: Ours, Doc: "It is yes: with anything less, a pin under another name is silently unused. Write public_host_keys."},
	{Keyword: "UpdateHostKeys", Since: "6.8", Status: Ours, Doc: "It is no: the inventory says which keys a builder has."},
	{Keyword: "UserKnownHostsFile", Since: "3.0", Status: Ours, Doc: "Write public_host_keys."},
	{Keyword: "UserKnownHostsFile2", Since: "3.0", Status: Gone, Doc: "Write public_host_keys."},
	{Keyword: "VerifyHostKeyDNS", Since: "3.7", Status: Unsafe, Doc: "It lets the DNS say which host key is right, besides the pins."},
	{Keyword: "VisualHostKey", Since: "5.1", Status: Allowed, grammar: yesNo, Doc: "Draw the host key among the messages."},

	// The host name is what the inventory says.
	{Keyword: "CanonicalDomains", Since: "6.5", Status: Unsafe, Doc: "It is for CanonicalizeHostname. Write the whole name into host_name."},
	{Keyword: "CanonicalizeFallbackLocal", Since: "6.5", Status: Unsafe, Doc: "It is for CanonicalizeHostname. Write the whole name into host_name."},
	{Keyword: "CanonicalizeHostname", Since: "6.5", Status: Unsafe, Doc: "It connects to a name that the DNS says, under which no pin stands. Write the whole name into host_name."},
	{Keyword: "CanonicalizeMaxDots", Since: "6.5", Status: Unsafe, Doc: "It is for CanonicalizeHostname. Write the whole name into host_name."},
	{Keyword: "CanonicalizePermittedCNAMEs", Since: "6.5", Status: Unsafe, Doc: "It is for CanonicalizeHostname. Write the whole name into host_name."},

	// Logging in.
	{Keyword: "AddKeysToAgent", Since: "7.2", Status: Unsafe, Doc: "It leaves the key with an agent, where others can use it."},
	{Keyword: "BatchMode", Since: "3.0", Status: Ours, Doc: "It is yes, because nobody is there to answer a question."},
	{Keyword: "CertificateFile", Since: "7.2", Status: Allowed, grammar: path, Doc: "The certificate that an authority made for the client's key."},
	{Keyword: "ChallengeResponseAuthentication", Since: "3.0", Status: Gone, Doc: "It is the old name of KbdInteractiveAuthentication."},
	{Keyword: "DSAAuthentication", Since: "3.0", Status: Gone, Doc: "It is the old name of PubkeyAuthentication."},
	{Keyword: "EnableSSHKeysign", Since: "3.6", Status: Unsafe, Doc: "It lets ssh sign with the host key of the client."},
	{Keyword: "GSSAPIAuthentication", Since: "3.7", Status: Gone, Doc: "An ssh that is built without Kerberos complains about it at every connection. Use a key."},
	{Keyword: "GSSAPIClientIdentity", Status: Gone, Doc: "Only patched versions have it. Use a key."},
	{Keyword: "GSSAPIDelegateCredentials", Since: "3.7", Status: Unsafe, Doc: "It hands the client's Kerberos tickets to the builder."},
	{Keyword: "GSSAPIKeyExchange", Status: Gone, Doc: "Only patched versions have it. Use a key."},
	{Keyword: "GSSAPIRenewalForcesRekey", Status: Gone, Doc: "Only patched versions have it. Use a key."},
	{Keyword: "GSSAPIServerIdentity", Status: Gone, Doc: "Only patched versions have it. Use a key."},
	{Keyword: "GSSAPITrustDns", Status: Gone, Doc: "Only patched versions have it. Use a key."},
	{Keyword: "HostbasedAcceptedAlgorithms", Since: "8.7", Status: TooNew, Doc: "Use a key: it is for HostbasedAuthentication."},
	{Keyword: "HostbasedAuthentication", Since: "3.0", Status: Unsafe, Doc: "It logs in with the host key of the client, so every user of the client could. Use a key."},
	{Keyword: "HostbasedKeyTypes", Since: "6.8", Status: Unsafe, Doc: "It is for HostbasedAuthentication. Use a key."},
	{Keyword: "IdentitiesOnly", Since: "3.9", Status: Ours, Doc: "It is yes: other keys of an agent make the builder hang up after too many of them."},
	{Keyword: "IdentityAgent", Since: "7.3", Status: Ours, Doc: "Write ssh.identity_agent."},
	{Keyword: "IdentityFile", Since: "3.0", Status: Ours, Doc: "Write ssh_key."},
	{Keyword: "IdentityFile2", Since: "3.0", Status: Gone, Doc: "Write ssh_key."},
	{Keyword: "KbdInteractiveAuthentication", Since: "3.0", Status: Allowed, grammar: yesNo, Doc: "Whether to try questions and answers, which BatchMode rules out anyhow."},
	{Keyword: "KbdInteractiveDevices", Since: "3.0", Status: Ours, Doc: noQuestions},
	{Keyword: "NumberOfPasswordPrompts", Since: "3.0", Status: Ours, Doc: noQuestions},
	{Keyword: "PasswordAuthentication", Since: "3.0", Status: Allowed, grammar: yesNo, Doc: "Whether to try a password, which BatchMode rules out anyhow."},
	{Keyword: "PKCS11Provider", Since: "5.4", Status: Unsafe, Doc: noPrograms},
	{Keyword: "PreferredAuthentications", Since: "3.0", Status: Allowed, grammar: methods, Doc: "In which order to try ways to log in."},
	{Keyword: "PubkeyAuthentication", Since: "3.0", Status: Allowed, grammar: yesNo, Doc: "Whether to log in with a key."},
	{Keyword: "RhostsRSAAuthentication", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "RSAAuthentication", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "SecurityKeyProvider", Since: "8.2", Status: Unsafe, Doc: noPrograms},
	{Keyword: "SkeyAuthentication", Since: "3.0", Status: Gone, Doc: "It is an old name of KbdInteractiveAuthentication."},
	{Keyword: "SmartcardDevice", Since: "3.0", Status: Unsafe, Doc: noPrograms},
	{Keyword: "TISAuthentication", Since: "3.0", Status: Gone, Doc: "It is an old name of KbdInteractiveAuthentication."},
	{Keyword: "UseKeychain", Status: Gone, Doc: "Only the ssh of macOS has it. The daemon's user has no keychain: use a key without a passphrase."},
	{Keyword: "User", Since: "3.0", Status: Ours, Doc: "Write ssh_user."},
	{Keyword: "UseRoaming", Since: "5.3", Status: Gone, Doc: "ssh has ignored it since 7.2. Leave it out."},

	{Keyword: "AFSTokenPassing", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "FallBackToRsh", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "KerberosAuthentication", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "KerberosTGTPassing", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "RhostsAuthentication", Since: "3.0", Status: Gone, Doc: ssh1},
	{Keyword: "UseRsh", Since: "3.0", Status: Gone, Doc: ssh1},

	// The session.
	{Keyword: "ChannelTimeout", Since: "9.6", Status: TooNew, Doc: "Leave it out: it would end long builds."},
	{Keyword: "ControlMaster", Since: "3.9", Status: Ours, Doc: "It is no: Nix cannot tell a shared connection from its own, and hangs or stops."},
	{Keyword: "ControlPath", Since: "3.9", Status: Ours, Doc: "It is none: Nix cannot tell a shared connection from its own, and hangs or stops."},
	{Keyword: "ControlPersist", Since: "5.6", Status: Ours, Doc: "ControlMaster is no, so there is nothing to keep."},
	{Keyword: "EnableEscapeCommandline", Since: "9.2", Status: TooNew, Doc: "Leave it out: there is no terminal."},
	{Keyword: "EscapeChar", Since: "3.0", Status: Allowed, grammar: choice("none"), Doc: "There is no terminal, so it changes nothing."},
	{Keyword: "ForkAfterAuthentication", Since: "8.7", Status: TooNew, Doc: "Leave it out: Nix talks to ssh, which must not leave."},
	{Keyword: "LocalCommand", Since: "4.3", Status: Unsafe, Doc: noPrograms},
	{Keyword: "LogLevel", Since: "3.0", Status: Allowed, grammar: choice("QUIET", "FATAL", "ERROR", "INFO", "VERBOSE", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3"), Doc: "How much ssh says about what it does."},
	{Keyword: "LogVerbose", Since: "8.5", Status: TooNew, Doc: "Write LogLevel."},
	{Keyword: "ObscureKeystrokeTiming", Since: "9.5", Status: TooNew, Doc: "Leave it out: nobody types."},
	{Keyword: "PermitLocalCommand", Since: "4.3", Status: Unsafe, Doc: noPrograms},
	{Keyword: "RemoteCommand", Since: "7.6", Status: Ours, Doc: "It is none: Nix says which command to run."},
	{Keyword: "RequestTTY", Since: "5.9", Status: Ours, Doc: "It is no: a terminal would change the bytes that Nix sends."},
	{Keyword: "SendEnv", Since: "3.9", Status: Unsafe, Doc: "It sends parts of the daemon's environment to the builder, whose locale and settings are its own."},
	{Keyword: "SessionType", Since: "8.7", Status: TooNew, Doc: "Leave it out: Nix runs a command on the builder."},
	{Keyword: "SetEnv", Since: "7.8", Status: TooNew, Doc: "Set it on the builder."},
	{Keyword: "StdinNull", Since: "8.7", Status: TooNew, Doc: "Leave it out: Nix talks to the builder through stdin."},
	{Keyword: "SyslogFacility", Since: "7.6", Status: Allowed, grammar: choice("USER", "DAEMON", "AUTH", "LOCAL0", "LOCAL1", "LOCAL2", "LOCAL3", "LOCAL4", "LOCAL5", "LOCAL6", "LOCAL7"), Doc: "Where messages go that do not go to Nix."},

	// Forwarding.
	{Keyword: "ClearAllForwardings", Since: "3.0", Status: Ours, Doc: "It is yes: a build needs no forwarding."},
	{Keyword: "DynamicForward", Since: "3.0", Status: Unsafe, Doc: noForwarding},
	{Keyword: "ExitOnForwardFailure", Since: "4.4", Status: Allowed, grammar: yesNo, Doc: "Nothing is forwarded, so it changes nothing."},
	{Keyword: "ForwardAgent", Since: "3.0", Status: Unsafe, Doc: "It lets the builder use the keys in the client's agent."},
	{Keyword: "ForwardX11", Since: "3.0", Status: Unsafe, Doc: noX11},
	{Keyword: "ForwardX11Timeout", Since: "5.6", Status: Unsafe, Doc: noX11},
	{Keyword: "ForwardX11Trusted", Since: "3.8", Status: Unsafe, Doc: noX11},
	{Keyword: "GatewayPorts", Since: "3.0", Status: Unsafe, Doc: noForwarding},
	{Keyword: "LocalForward", Since: "3.0", Status: Unsafe, Doc: noForwarding},
	{Keyword: "PermitRemoteOpen", Since: "8.5", Status: TooNew, Doc: "Leave it out: nothing is forwarded."},
	{Keyword: "RemoteForward", Since: "3.0", Status: Unsafe, Doc: noForwarding},
	{Keyword: "StreamLocalBindMask", Since: "6.7", Status: Unsafe, Doc: noForwarding},
	{Keyword: "StreamLocalBindUnlink", Since: "6.7", Status: Unsafe, Doc: noForwarding},
	{Keyword: "Tunnel", Since: "4.3", Status: Unsafe, Doc: noForwarding},
	{Keyword: "TunnelDevice", Since: "4.3", Status: Unsafe, Doc: noForwarding},
	{Keyword: "XAuthLocation", Since: "3.0", Status: Unsafe, Doc: noPrograms},

	// The file itself.
	{Keyword: "Host", Since: "3.0", Status: Unsafe, Doc: "It would end the stanza of the builder. Each builder has one of its own."},
	{Keyword: "IgnoreUnknown", Since: "6.3", Status: Unsafe, Doc: "It hides misspelled keywords from ssh, and what they should protect from you."},
	{Keyword: "Include", Since: "7.3", Status: Unsafe, Doc: "It brings in what nobody has checked."},
	{Keyword: "Match", Since: "6.5", Status: Unsafe, Doc: "It would end the stanza of the builder. For other addresses, write an endpoint block."},
	{Keyword: "Tag", Since: "9.4", Status: TooNew, Doc: "Leave it out: nothing in the file asks for it."},
}
