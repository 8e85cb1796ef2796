package hostiletest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/buildmachines/buildmachines/compiler/plan"
	"github.com/buildmachines/buildmachines/internal/counterpart"
)

type object = map[string]any

// moduleBatch are modules that Nix evaluates at once.
type moduleBatch struct {
	what, text []string
	want       []object
}

// readModule keeps a module for later, with what it has to be.
func (r *setupReaders) readModule(name string, m machine) error {
	want := module(name, m)
	if text := m.files[name]; r.first(text, want) {
		b := &r.modules
		b.what, b.text, b.want = append(b.what, m.what), append(b.text, text), append(b.want, want)
	}
	return nil
}

// read lets the oldest Nix evaluate the modules, because newer ones quote more.
func (b *moduleBatch) read(t testing.TB) {
	t.Helper()
	if len(b.text) == 0 {
		return
	}
	dir, all := t.TempDir(), "map (n: import (./. + \"/${toString n}.nix\") { }) [ "
	for i, text := range b.text {
		if err := os.WriteFile(filepath.Join(dir, strconv.Itoa(i)+".nix"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		all += strconv.Itoa(i) + " "
	}
	file := filepath.Join(dir, "all.nix")
	if err := os.WriteFile(file, []byte(all+"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	oldest := slices.MinFunc(counterpart.Nixes(t), func(a, b counterpart.Nix) int { return a.Minor - b.Minor })
	for i, got := range oldest.Eval(t, file).([]any) {
		got := got.(object)
		set := got["nix"].(object)["settings"].(object)
		for name, value := range set {
			set[name] = word(value)
		}
		if diff := cmp.Diff(b.want[i], got); diff != "" {
			t.Errorf("%s: the module says something else (-want +is):\n%s", b.what[i], diff)
		}
	}
	*b = moduleBatch{}
}

// word returns a setting as nix.conf has it.
func word(v any) string {
	switch v := v.(type) {
	case []any:
		var words []string
		for _, e := range v {
			words = append(words, fmt.Sprint(e))
		}
		return strings.Join(words, " ")
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return fmt.Sprint(v)
}

// module returns what the module of a builder has to be.
func module(name string, m machine) object {
	keys := []any{}
	for _, line := range strings.Split(m.files["authorized_keys"], "\n")[1:] {
		if line != "" {
			keys = append(keys, line)
		}
	}
	account := object{
		"description": "Nix builds for other machines", "home": m.Remote.Home, "createHome": true,
		"openssh": object{"authorizedKeys": object{"keys": keys}},
	}
	etc := object{}
	if m.Remote.Wrapper {
		etc[strings.TrimPrefix(m.Remote.WrapperPath, "/etc/")] = object{"text": m.files["nix-ssh-wrapper"]}
	}
	out := object{
		"users":       object{"users": object{m.SSHUser: account}, "groups": object{m.SSHUser: object{}}},
		"services":    object{"openssh": object{"enable": true}},
		"environment": object{"etc": etc},
		"nix":         object{"settings": moduleSettings(m.Setup)},
	}
	if platforms := strings.Join(m.Remote.ExtraPlatforms, " "); platforms != "" {
		out["nix"].(object)["extraOptions"] = object{"_type": "order", "priority": 2000.0, "content": "extra-extra-platforms = " + platforms + "\n"}
	}
	if name == "nixos.nix" {
		nixos(out, account, m)
	} else {
		darwin(out, account, m)
	}
	return out
}

// moduleSettings is settings, for nix.settings.
func moduleSettings(s *plan.Setup) object {
	values, items := settings(s)
	out := object{}
	for name, value := range values {
		out[name] = value
	}
	for name, list := range items {
		switch name {
		case "extra-platforms": // is in extraOptions
		case "trusted-users":
			if s.Remote.Can(plan.TrustedUsersMerge) {
				list = []string{s.SSHUser}
			}
			out[name] = strings.Join(list, " ")
		default:
			out["extra-"+name] = strings.Join(list, " ")
		}
	}
	return out
}

func nixos(out, account object, m machine) {
	account["isSystemUser"], account["useDefaultShell"], account["group"], account["hashedPassword"] = true, true, m.SSHUser, "*"
	if m.Remote.UID > 0 {
		account["uid"] = float64(m.Remote.UID)
	}
	sshd := out["services"].(object)["openssh"].(object)
	startups := fmt.Sprintf("%d:30:%d", m.Remote.MaxStartups, 2*m.Remote.MaxStartups)
	sshd["settings"] = object{"MaxStartups": object{"_type": "override", "priority": 1250.0, "content": startups}}
	sshd["extraConfig"] = object{"_type": "order", "priority": 2000.0, "content": block(m, "/etc/ssh/authorized_keys.d/%u", "none")}
}

func darwin(out, account object, m machine) {
	account["uid"], account["gid"], account["shell"] = float64(m.Remote.UID), float64(m.Remote.UID), "/bin/zsh"
	users := out["users"].(object)
	users["knownUsers"], users["knownGroups"] = []any{m.SSHUser}, []any{m.SSHUser}
	users["groups"] = object{m.SSHUser: object{"gid": float64(m.Remote.UID)}}
	out["nix"].(object)["enable"] = true
	out["environment"].(object)["etc"].(object)["ssh/sshd_config.d/102-buildmachines.conf"] = object{
		"text": generated + "\n" + block(m, "none", "/bin/cat /etc/ssh/nix_authorized_keys.d/%u"),
	}
}

// block returns the account's block of sshd_config, with the keys elsewhere.
func block(m machine, file, command string) string {
	_, text, _ := strings.Cut(m.files["sshd_config"], "Match User ")
	text = strings.Replace(text, "AuthorizedKeysFile /etc/buildmachines/authorized_keys/"+m.SSHUser, "AuthorizedKeysFile "+file, 1)
	return "Match User " + strings.Replace(text, "AuthorizedKeysCommand none", "AuthorizedKeysCommand "+command, 1)
}
