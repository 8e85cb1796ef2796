package badtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

var placeholder = regexp.MustCompile(`@[A-Z0-9_]+@`)

// placeholders returns what the files of cases leave out, made anew: private
// keys, which stay out of the tree, and long things. Those that are secret are
// also in secrets, as any part that must not be shown.
func placeholders(t testing.TB) (values map[string]string, secrets []string) {
	t.Helper()
	_, priv, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := ssh.MarshalPrivateKey(priv, "")
	if err != nil {
		t.Fatal(err)
	}
	armoured := strings.TrimSpace(string(pem.EncodeToMemory(block)))
	body := base64.StdEncoding.EncodeToString(block.Bytes)
	nix := base64.StdEncoding.EncodeToString(priv)
	wireGuard := []byte(priv.Seed()) // with the bits of such a key, and half without them
	wireGuard[0], wireGuard[31] = wireGuard[0]&248, wireGuard[31]&127|64
	half := bytes.Clone(wireGuard)
	half[0] |= 1
	values = map[string]string{
		"@OPENSSH_KEY@":         armoured,
		"@OPENSSH_KEY_ESCAPED@": strings.ReplaceAll(armoured, "\n", `\n`),
		"@OPENSSH_KEY_BASE64@":  base64.StdEncoding.EncodeToString([]byte(armoured)),
		"@OPENSSH_KEY_BODY@":    body,
		"@NIX_SECRET@":          "cache-1:" + nix,
		"@NIX_SECRET_NAMELESS@": nix,
		"@WIREGUARD_SECRET@":    base64.StdEncoding.EncodeToString(wireGuard),
		"@NAMELESS_HALF@":       base64.StdEncoding.EncodeToString(half),
		"@AGE_SECRET@":          "AGE-SECRET-KEY-1" + strings.Repeat("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 2)[:58],
		"@LONG_NAME@":           strings.Repeat("abcdefghijklmnopqrstuvwxyz.", 8) + "example",
		"@MANY_WORDS@":          manyWords(10_001),
	}
	return values, []string{armoured, body, nix, values["@AGE_SECRET@"], values["@WIREGUARD_SECRET@"], values["@NAMELESS_HALF@"]}
}

func manyWords(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%q, ", fmt.Sprint("w", i))
	}
	return strings.TrimSuffix(b.String(), ", ")
}

// expand puts the values into the text of a file.
func expand(t testing.TB, text []byte, values map[string]string) []byte {
	t.Helper()
	return placeholder.ReplaceAllFunc(text, func(name []byte) []byte {
		v, ok := values[string(name)]
		if !ok {
			t.Fatalf("no placeholder is named %s", name)
		}
		return []byte(v)
	})
}
