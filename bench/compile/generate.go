package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
)

// inventory returns an inventory of n builders, all different, and one client
// for each of clients.
func inventory(syntax string, n, clients int) []byte {
	var b bytes.Buffer
	b.WriteString("version = 1\n")
	for i := range n {
		name := "b" + strconv.Itoa(i)
		if syntax == "hcl" {
			fmt.Fprintf(&b, builderHCL, name, name, 1024+i%60000, 1+i%16, 1+i%4, publicKey(name))
		} else {
			fmt.Fprintf(&b, builderTOML, name, name, 1024+i%60000, 1+i%16, 1+i%4, publicKey(name))
		}
	}
	for i := range clients {
		client, platform := "c"+strconv.Itoa(i), platforms[i%len(platforms)]
		if syntax == "hcl" {
			fmt.Fprintf(&b, clientHCL, client, platform, publicKey(client))
		} else {
			fmt.Fprintf(&b, clientTOML, client, platform, publicKey(client))
		}
	}
	return b.Bytes()
}

const builderHCL = `
builder "%s" {
  host_name          = "%s.example.org"
  port               = %d
  ssh_user           = "nixremote"
  ssh_key            = "/etc/nix/builder_ed25519"
  systems            = ["x86_64-linux", "i686-linux"]
  max_jobs           = %d
  speed_factor       = %d
  supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
  public_host_keys   = ["%s"]
}
`

const builderTOML = `
[builder.%s]
host_name = "%s.example.org"
port = %d
ssh_user = "nixremote"
ssh_key = "/etc/nix/builder_ed25519"
systems = ["x86_64-linux", "i686-linux"]
max_jobs = %d
speed_factor = %d
supported_features = ["nixos-test", "benchmark", "big-parallel", "kvm"]
public_host_keys = ["%s"]
`

// platforms are those that ssh-ng builders serve, in turn.
var platforms = []string{"linux", "nixos", "nix-darwin", "determinate", "home-manager", "macos"}

const clientHCL = `
client "%s" {
  platform        = "%s"
  users           = ["nix"]
  ssh_public_keys = ["%s"]
}
`

const clientTOML = `
[client.%s]
platform = "%s"
users = ["nix"]
ssh_public_keys = ["%s"]
`

// publicKey returns a public key line that nobody has the private half of.
func publicKey(seed string) string {
	sum := sha256.Sum256([]byte(seed))
	var blob []byte
	for _, part := range [][]byte{[]byte("ssh-ed25519"), sum[:]} {
		blob = binary.BigEndian.AppendUint32(blob, uint32(len(part)))
		blob = append(blob, part...)
	}
	return "ssh-ed25519 " + base64.StdEncoding.EncodeToString(blob)
}
