package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/internal/counterpart"
	"github.com/buildmachines/buildmachines/setup"
)

// showing is a machine that is set up, and has these keys in files.
var showing = stage{script: on("*--host-keys*", " cat $KEYS; exit") + on(theScript, " exit")}

// --write pins what the machine has proven, and says what it has not.
func TestBootstrapPinsProvenKeys(t *testing.T) {
	for file, inventory := range map[string]string{
		"inventory.hcl":  farInventory,
		"inventory.toml": "[builder.ada]\nsystems = [\"x86_64-linux\", \"i686-linux\"]\nssh_user = \"nix\"\n[builder.ada.remote]\n[client.laptop]\n",
	} {
		t.Run(file, func(t *testing.T) {
			far, _ := showing.prepare(t)
			strays := []string{counterpart.NewPublicKey(t, "ecdsa"), counterpart.NewPublicKey(t, "rsa")}
			proven := []string{far.HostKeys["ed25519"], far.HostKeys["rsa"]}
			for name, text := range map[string]string{file: inventory, "keys": strings.Join(append(strays, proven...), "\n") + "\n"} {
				if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			var out, stderr bytes.Buffer
			if code := run([]string{"bootstrap", "-f", file, "ada", "--ssh", "machine", "--write"}, strings.NewReader(""), &out, &stderr); code != exitFine {
				t.Errorf("exit code %d\n%s", code, stderr.String())
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, key := range proven {
				if !strings.Contains(string(text), key) || !strings.Contains(stderr.String(), setup.Fingerprint(key)+", proven, not in the inventory\n") {
					t.Errorf("%s is not pinned, or not said to be proven", key)
				}
			}
			for _, key := range strays {
				if strings.Contains(string(text), key) || !strings.Contains(stderr.String(), setup.Fingerprint(key)+", not proven, so not to be pinned: ") {
					t.Errorf("%s is pinned, or said to be proven", key)
				}
			}
			if t.Failed() {
				t.Logf("%s\n%s", text, stderr.String())
			}
			far.NothingIsLeft(t)
		})
	}
}

// A machine that proves nothing of what it shows is told, and nothing is printed to
// paste.
func TestBootstrapWithoutAProvenKey(t *testing.T) {
	far, _ := showing.prepare(t)
	if err := os.WriteFile("keys", []byte(counterpart.NewPublicKey(t, "rsa")+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	var out, stderr bytes.Buffer
	code := run([]string{"bootstrap", "-f", "inventory.hcl", "ada", "--ssh", "machine"}, strings.NewReader(""), &out, &stderr)
	if code != exitFound || out.Len() > 0 || !strings.Contains(stderr.String(), "ada has proven no key, so there is none to pin") {
		t.Errorf("exit code %d\n%s\n%s", code, out.String(), stderr.String())
	}
	far.NothingIsLeft(t)
}
