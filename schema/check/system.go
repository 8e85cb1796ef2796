package check

import (
	"slices"
	"strings"

	"github.com/buildmachines/buildmachines/diag"
)

// systems are the well-known ones: those of Nixpkgs' lib.systems.doubles, and
// the x86_64 levels that Nix itself announces (libstore globals.cc,
// computeLevels). Those that people have come first, for did-you-mean.
var systems = []string{
	"x86_64-linux", "aarch64-linux", "aarch64-darwin", "x86_64-darwin",
	"i686-linux", "armv7l-linux", "armv6l-linux", "armv5tel-linux", "armv7a-linux", "aarch64_be-linux",
	"riscv64-linux", "riscv32-linux", "powerpc64le-linux", "powerpc64-linux", "powerpc-linux", "s390x-linux", "s390-linux",
	"loongarch64-linux", "m68k-linux", "microblaze-linux", "microblazeel-linux",
	"mips-linux", "mipsel-linux", "mips64-linux", "mips64el-linux", "mipsisa32r6-linux", "mipsisa64r6el-linux", "mips64-linuxabin32", "mips64el-linuxabin32",
	"x86_64-v1-linux", "x86_64-v2-linux", "x86_64-v3-linux", "x86_64-v4-linux",
	"x86_64-v1-darwin", "x86_64-v2-darwin", "x86_64-v3-darwin", "x86_64-v4-darwin",
	"i686-darwin", "armv7a-darwin",
	"x86_64-freebsd", "aarch64-freebsd", "i686-freebsd",
	"x86_64-netbsd", "aarch64-netbsd", "i686-netbsd", "armv6l-netbsd", "armv7a-netbsd", "armv7l-netbsd", "m68k-netbsd", "mipsel-netbsd", "powerpc-netbsd", "riscv32-netbsd", "riscv64-netbsd",
	"x86_64-openbsd", "aarch64-openbsd", "i686-openbsd",
	"x86_64-solaris", "x86_64-cygwin", "i686-cygwin", "x86_64-windows", "aarch64-windows", "i686-windows",
	"x86_64-redox", "x86_64-genode", "aarch64-genode", "i686-genode",
	"javascript-ghcjs", "wasm64-wasi", "wasm32-wasi",
	"aarch64-none", "aarch64_be-none", "arm-none", "armv6l-none", "avr-none", "i686-none", "m68k-none", "microblaze-none", "microblazeel-none",
	"mips-none", "mips64-none", "msp430-none", "or1k-none", "powerpc-none", "powerpcle-none", "riscv32-none", "riscv64-none", "rx-none", "s390-none", "s390x-none", "vc4-none", "x86_64-none",
	"mmix-mmixware",
}

// cpuNames and kernelNames are what other programs call the halves of a system.
var (
	cpuNames = map[string]string{
		"x86_64": "x86_64", "amd64": "x86_64", "x64": "x86_64", "intel": "x86_64",
		"aarch64": "aarch64", "arm64": "aarch64", "arm64e": "aarch64", "armv8": "aarch64",
		"i386": "i686", "i486": "i686", "i586": "i686", "i686": "i686", "x86": "i686", "ia32": "i686",
		"armhf": "armv7l", "armv7": "armv7l", "armv7l": "armv7l", "armv7hl": "armv7l", "arm": "armv7l", "armv6": "armv6l", "armv6l": "armv6l",
		"riscv": "riscv64", "riscv64": "riscv64", "riscv64gc": "riscv64", "riscv32": "riscv32",
		"ppc64le": "powerpc64le", "ppc64el": "powerpc64le", "powerpc64le": "powerpc64le", "ppc64": "powerpc64", "powerpc64": "powerpc64",
		"s390x": "s390x", "loong64": "loongarch64", "loongarch64": "loongarch64",
	}
	kernelNames = map[string]string{
		"linux": "linux", "nixos": "linux", "gnu": "linux",
		"darwin": "darwin", "macos": "darwin", "macosx": "darwin", "osx": "darwin", "mac": "darwin", "apple": "darwin",
		"freebsd": "freebsd", "netbsd": "netbsd", "openbsd": "openbsd", "cygwin": "cygwin", "windows": "windows", "wasi": "wasi",
	}
)

var isSystem = func() map[string]bool {
	m := make(map[string]bool, len(systems))
	for _, s := range systems {
		m[s] = true
	}
	return m
}()

// Systems returns the well-known ones, those that people have first.
func Systems() []string { return slices.Clone(systems) }

// System checks a system that a builder builds for. Those of extra are known
// besides the well-known ones.
func System(s string, extra []string) *Problem {
	if isSystem[s] || slices.Contains(extra, s) && s != "" {
		return nil
	}
	if p := Text(s); p != nil {
		return p
	}
	if s == "builtin" {
		return New(diag.UnknownSystem, "Nix runs \"builtin\" derivations itself, on every machine. Leave it out.")
	}
	const cure = "If it is one of your own, declare it in known_systems."
	near := nearSystem(s)
	if near == "" {
		near = Suggest(s, slices.Concat(extra, systems))
	}
	if near != "" {
		return New(diag.UnknownSystem, "No system is called %s. Did you mean %s? %s", diag.Quote(s), diag.Quote(near), cure)
	}
	return New(diag.UnknownSystem, "No system is called %s. A system is a processor and a kernel, such as \"x86_64-linux\". %s", diag.Quote(s), cure)
}

// nearSystem translates what other programs write for a system: "amd64",
// "linux/arm64", "x86_64-unknown-linux-gnu", "aarch64-macos". A processor
// alone is taken for Linux, a kernel alone for its usual processor.
func nearSystem(s string) string {
	cpu, kernel, strange := halves(s)
	switch {
	case strange && (cpu == "" || kernel == ""):
		return ""
	case kernel == "":
		kernel = "linux"
	case cpu == "" && kernel == "darwin":
		cpu = "aarch64"
	case cpu == "":
		cpu = "x86_64"
	}
	if near := cpu + "-" + kernel; isSystem[near] {
		return near
	}
	return ""
}

// halves finds the first processor and the first kernel in s, and reports
// whether there is anything else.
func halves(s string) (cpu, kernel string, strange bool) {
	low := strings.ReplaceAll(strings.ToLower(s), "x86-64", "x86_64")
	for _, part := range strings.FieldsFunc(low, isSystemSeparator) {
		c, k := cpuNames[part], kernelNames[part]
		if cpu == "" {
			cpu = c
		}
		if kernel == "" {
			kernel = k
		}
		strange = strange || c == "" && k == ""
	}
	return cpu, kernel, strange
}

func isSystemSeparator(r rune) bool { return strings.ContainsRune("-/ .,:", r) }
