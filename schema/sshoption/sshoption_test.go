package sshoption_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/buildmachines/buildmachines/diag"
	"github.com/buildmachines/buildmachines/schema/sshoption"
)

func TestCheckAccepts(t *testing.T) {
	for _, c := range []struct{ keyword, value, want string }{
		{"Compression", "yes", "Compression"},
		{"compression", "no", "Compression"},
		{"IPQOS", "ef cs1", "IPQoS"},
		{"Ciphers", "+aes128-cbc", "Ciphers"},
		{"macs", "hmac-sha2-256,hmac-sha2-512", "MACs"},
		{"RekeyLimit", "1G 1h", "RekeyLimit"},
		{"BindAddress", "2001:db8::1", "BindAddress"},
		{"CertificateFile", "/nix/store/abc-cert.pub", "CertificateFile"},
	} {
		got, p := sshoption.Check(c.keyword, c.value)
		if p != nil || got != c.want {
			t.Errorf("%s %s: got %q, %+v", c.keyword, c.value, got, p)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	for _, c := range []struct {
		keyword, value string
		code           diag.Code
		detail         string
	}{
		{"Compresion", "yes", diag.SSHOptionUnknown, `Did you mean "Compression"?`},
		{"Colour\n", "yes", diag.SSHOptionUnknown, `"Colour\n"`},
		{"", "yes", diag.SSHOptionUnknown, ""},
		{"hostname", "ada", diag.SSHOptionOurs, "Write host_name."},
		{"ProxyJump", "bastion", diag.SSHOptionOurs, "ssh.proxy_jump"},
		{"ProxyCommand", "nc %h %p", diag.SSHOptionOurs, "ssh.proxy_command"},
		{"StrictHostKeyChecking", "no", diag.SSHOptionOurs, "public_host_keys"},
		{"LocalCommand", "id", diag.SSHOptionUnsafe, "runs a program"},
		{"KnownHostsCommand", "id", diag.SSHOptionUnsafe, "runs a program"},
		{"Include", "x", diag.SSHOptionUnsafe, ""},
		{"ForwardAgent", "yes", diag.SSHOptionUnsafe, "agent"},
		{"SetEnv", "A=b", diag.SSHOptionTooNew, "OpenSSH 7.8"},
		{"PubkeyAcceptedAlgorithms", "ssh-rsa", diag.SSHOptionTooNew, "PubkeyAcceptedKeyTypes"},
		{"Cipher", "3des", diag.SSHOptionUnknown, "Write Ciphers."},
		{"UseKeychain", "yes", diag.SSHOptionUnknown, "macOS"},

		{"Compression", "true", diag.SSHOptionValue, "yes, no"},
		{"Compression", "YES", diag.SSHOptionValue, "yes, no"},
		{"Compression", "", diag.SSHOptionValue, "empty"},
		{"Compression", "yes\nHost x", diag.SSHOptionValue, "U+000A"},
		{"Compression", "yes # really", diag.SSHOptionValue, ""},
		{"ConnectionAttempts", "0", diag.SSHOptionValue, "1 to 100"},
		{"ConnectionAttempts", "010", diag.SSHOptionValue, "1 to 100"},
		{"ConnectionAttempts", "+3", diag.SSHOptionValue, ""},
		{"Ciphers", "^aes128-ctr", diag.SSHOptionValue, "8.1"},
		{"Ciphers", "aes128-ctr,aes128-ctr", diag.SSHOptionValue, "twice"},
		{"Ciphers", "aes128_ctr", diag.SSHOptionValue, `Did you mean "aes128-ctr"?`},
		{"Ciphers", "+", diag.SSHOptionValue, ""},
		{"Ciphers", "aes128-ctr, aes256-ctr", diag.SSHOptionValue, ""},
		{"KexAlgorithms", "mlkem768x25519-sha256", diag.SSHOptionValue, "Not every OpenSSH"},
		{"HostKeyAlgorithms", "ssh-dss", diag.SSHOptionValue, "Not every OpenSSH"},
		{"PreferredAuthentications", "+publickey", diag.SSHOptionValue, ""},
		{"IPQoS", "lowdelay", diag.SSHOptionValue, ""},
		{"IPQoS", "ef ef ef", diag.SSHOptionValue, ""},
		{"RekeyLimit", "1h30m", diag.SSHOptionValue, ""},
		{"RekeyLimit", "1G 1h30", diag.SSHOptionValue, ""},
		{"RekeyLimit", "15", diag.SSHOptionValue, ""},
		{"BindAddress", "eth0", diag.SSHOptionValue, "address"},
		{"BindAddress", "fe80::1%eth0", diag.SSHOptionValue, "zone"},
		{"CertificateFile", "~/cert", diag.SSHOptionValue, "expands"},
		{"CertificateFile", "/a b", diag.SSHOptionValue, "without"},
		{"CertificateFile", "/a=b", diag.SSHOptionValue, "without"},
		{"CertificateFile", "/%d/b", diag.SSHOptionValue, "without"},
		{"RevokedHostKeys", `/a"b`, diag.SSHOptionValue, ""},
		{"RevokedHostKeys", "-----BEGIN OPENSSH PRIVATE KEY-----", diag.PrivateKey, ""},
	} {
		_, p := sshoption.Check(c.keyword, c.value)
		if p == nil || p.Code != c.code || !strings.Contains(p.Detail, c.detail) {
			t.Errorf("%s %q: got %+v, want %s, %q", c.keyword, c.value, p, c.code, c.detail)
		}
	}
}

func TestTable(t *testing.T) {
	rows := sshoption.Table()
	if !slices.IsSortedFunc(rows, func(a, b sshoption.Row) int {
		return strings.Compare(strings.ToLower(a.Keyword), strings.ToLower(b.Keyword))
	}) {
		t.Error("the table is not sorted")
	}
	for _, r := range rows {
		if (r.Status == sshoption.Allowed) != (r.Value != "") {
			t.Errorf("%s is %s, and its values are %q", r.Keyword, r.Status, r.Value)
		}
		if !strings.HasSuffix(r.Doc, ".") {
			t.Errorf("%s: %q is no sentence", r.Keyword, r.Doc)
		}
		if _, p := sshoption.Check(r.Keyword, "\x00"); p == nil {
			t.Errorf("%s takes NUL", r.Keyword)
		}
	}
}
