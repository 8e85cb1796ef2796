package plan

import "encoding/json"

// The JSON form. Keys are in alphabetical order because the fields are; every
// attribute is there with its resolved value, null where it is unset.

type planJSON struct {
	Builders      map[string]*builderJSON `json:"builders"`
	Clients       map[string]*clientJSON  `json:"clients"`
	FormatVersion int                     `json:"format_version"`
	Jumps         map[string]*jumpJSON    `json:"jumps"`
}

type builderJSON struct {
	Cache                      *cacheJSON        `json:"cache"`
	Clients                    []string          `json:"clients"`
	EmulatedSpeedFactor        *float64          `json:"emulated_speed_factor"`
	EmulatedSystems            []string          `json:"emulated_systems"`
	Enable                     bool              `json:"enable"`
	Endpoints                  []endpointJSON    `json:"endpoints"`
	HostCertificateAuthorities []string          `json:"host_certificate_authorities"`
	HostKeyAlias               *string           `json:"host_key_alias"`
	HostName                   *string           `json:"host_name"`
	Machine                    *string           `json:"machine"`
	MandatoryFeatures          []string          `json:"mandatory_features"`
	MaxJobs                    int               `json:"max_jobs"`
	Port                       *int              `json:"port"`
	Protocol                   *string           `json:"protocol"`
	PublicHostKeys             []string          `json:"public_host_keys"`
	Remote                     *remoteJSON       `json:"remote"`
	SpeedFactor                float64           `json:"speed_factor"`
	SSH                        *sshJSON          `json:"ssh"`
	SSHKey                     *string           `json:"ssh_key"`
	SSHUser                    *string           `json:"ssh_user"`
	SupportedFeatures          []string          `json:"supported_features"`
	Systems                    []string          `json:"systems"`
	Tags                       []string          `json:"tags"`
	URI                        string            `json:"uri"`
	URIParams                  map[string]string `json:"uri_params"`
}

type cacheJSON struct {
	Priority      *int    `json:"priority"`
	PublicKey     string  `json:"public_key"`
	SecretKeyFile *string `json:"secret_key_file"`
	Substituter   string  `json:"substituter"`
}

type endpointJSON struct {
	HostName string `json:"host_name"`
	Name     string `json:"name"`
	Port     int    `json:"port"`
	When     string `json:"when"`
}

type sshJSON struct {
	ConnectTimeout      int               `json:"connect_timeout"`
	IdentityAgent       *string           `json:"identity_agent"`
	Options             map[string]string `json:"options"`
	ProxyCommand        *string           `json:"proxy_command"`
	ProxyJump           []string          `json:"proxy_jump"`
	ServerAliveInterval int               `json:"server_alive_interval"`
}

type remoteJSON struct {
	Capabilities      []string            `json:"capabilities"`
	ClientStores      bool                `json:"client_stores"`
	Commands          []commandJSON       `json:"commands"`
	Cores             *int                `json:"cores"`
	ExtraPlatforms    []string            `json:"extra_platforms"`
	From              []string            `json:"from"`
	Home              *string             `json:"home"`
	Install           string              `json:"install"`
	Logins            map[string][]string `json:"logins"`
	MaxJobs           *int                `json:"max_jobs"`
	MaxStartups       int                 `json:"max_startups"`
	Nix               *string             `json:"nix"`
	NixPath           []string            `json:"nix_path"`
	Platform          string              `json:"platform"`
	Release           *string             `json:"release"`
	Settings          map[string]string   `json:"settings"`
	StorePath         *string             `json:"store_path"`
	SystemFeatures    []string            `json:"system_features"`
	Trusted           bool                `json:"trusted"`
	TrustedPublicKeys []string            `json:"trusted_public_keys"`
	UID               *int                `json:"uid"`
	Wrapper           bool                `json:"wrapper"`
	WrapperPath       string              `json:"wrapper_path"`
}

type commandJSON struct {
	Argv []string `json:"argv"`
	Sent string   `json:"sent"`
}

type jumpJSON struct {
	HostCertificateAuthorities []string `json:"host_certificate_authorities"`
	HostKeyAlias               *string  `json:"host_key_alias"`
	HostName                   string   `json:"host_name"`
	Port                       int      `json:"port"`
	PublicHostKeys             []string `json:"public_host_keys"`
	SSH                        *sshJSON `json:"ssh"`
	SSHKey                     *string  `json:"ssh_key"`
	SSHUser                    *string  `json:"ssh_user"`
}

type clientJSON struct {
	Builders               []string                              `json:"builders"`
	BuildersUseSubstitutes bool                                  `json:"builders_use_substitutes"`
	Capabilities           []string                              `json:"capabilities"`
	Dir                    string                                `json:"dir"`
	DisabledBuilders       []string                              `json:"disabled_builders"`
	From                   []string                              `json:"from"`
	HostNames              []string                              `json:"host_names"`
	MachinesFormat         string                                `json:"machines_format"`
	MaxJobs                *int                                  `json:"max_jobs"`
	Nix                    *string                               `json:"nix"`
	Overrides              map[string]map[string]json.RawMessage `json:"overrides"`
	Platform               string                                `json:"platform"`
	Release                *string                               `json:"release"`
	Settings               map[string]string                     `json:"settings"`
	SigningPublicKey       *string                               `json:"signing_public_key"`
	SigningSecretKeyFile   *string                               `json:"signing_secret_key_file"`
	SSHPublicKeys          []string                              `json:"ssh_public_keys"`
	Users                  []string                              `json:"users"`
}

// list returns s as an array that is never null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func table(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// unless returns v, or nil where v stands for unset.
func unless[T comparable](v, unset T) *T {
	if v == unset {
		return nil
	}
	return &v
}

func value[T any](p *T, unset T) T {
	if p == nil {
		return unset
	}
	return *p
}
