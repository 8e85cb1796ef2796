// Command compile times buildmachines as a whole process against what people
// have today, in turns on one machine, and prints medians and ratios: the
// parser of each syntax alone, and a hand-written Nix expression over
// builtins.fromTOML.
//
//	go run ./bench/compile
//
// It judges nothing: a timing never decides a test.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func main() {
	runs := flag.Int("runs", 5, "counted runs of each command")
	large := flag.Bool("large", true, "also 100,000 builders, and 200 builders for 1,000 clients")
	flag.Parse()
	if err := run(*runs, *large); err != nil {
		fmt.Fprintln(os.Stderr, "bench/compile:", err)
		os.Exit(1)
	}
}

type bench struct {
	dir  string
	runs int
}

func run(runs int, large bool) error {
	dir, err := os.MkdirTemp("", "bench-compile-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, runs: runs}
	for _, p := range []string{"./cmd/buildmachines", "./bench/compile/parse"} {
		if out, err := exec.Command("go", "build", "-o", dir+string(filepath.Separator), p).CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p, err, out)
		}
	}
	for _, syntax := range []string{"toml", "hcl"} {
		if err := b.syntax(syntax, large); err != nil {
			return err
		}
	}
	if err := b.fleet(large); err != nil {
		return err
	}
	v := b.measure([]string{b.bin("buildmachines"), "version"})
	v.print("version")
	return nil
}

func (b *bench) bin(name string) string { return filepath.Join(b.dir, name) }

// syntax compares at 10,000 builders, and with ourselves at 100,000.
func (b *bench) syntax(syntax string, large bool) error {
	file := b.bin("inventory." + syntax)
	if err := os.WriteFile(file, inventory(syntax, 10_000, 0), 0o644); err != nil {
		return err
	}
	commands := map[string][]string{
		"ours":   threeFiles(b.bin("buildmachines"), file),
		"parser": {b.bin("parse"), file},
	}
	if nix, err := exec.LookPath("nix-instantiate"); err == nil && syntax == "toml" {
		commands["nix"] = []string{nix, "--eval", "--strict", "--json", "bench/compile/machines.nix", "--arg", "file", file}
	}
	results := b.turns(commands)
	fmt.Printf("10,000 builders, %s, to machines, ssh_config and known_hosts\n", syntax)
	for _, name := range []string{"ours", "parser", "nix"} {
		if r, ok := results[name]; ok {
			r.print("  " + name)
		}
	}
	fmt.Printf("  ours/parser %.2f wall, %.2f cpu\n", ratio(results["ours"].wall, results["parser"].wall), ratio(results["ours"].cpu, results["parser"].cpu))
	if r, ok := results["nix"]; ok {
		fmt.Printf("  nix/ours    %.2f wall, %.2f cpu\n", ratio(r.wall, results["ours"].wall), ratio(r.cpu, results["ours"].cpu))
	}
	if !large {
		return nil
	}
	big := b.bin("large." + syntax)
	if err := os.WriteFile(big, inventory(syntax, 100_000, 0), 0o644); err != nil {
		return err
	}
	l := b.measure(threeFiles(b.bin("buildmachines"), big))
	l.print("  ours, 100,000 builders")
	fmt.Printf("  t(100,000)/t(10,000) %.2f wall, %.2f cpu\n", ratio(l.wall, results["ours"].wall), ratio(l.cpu, results["ours"].cpu))
	return nil
}

// threeFiles is the whole job for one client: all its files, on stdout.
func threeFiles(bin, file string) []string {
	return []string{bin, "compile", "-f", file, "--out", file + ".out"}
}

// fleet compiles 200 builders for 1,000 clients into a fresh folder.
func (b *bench) fleet(large bool) error {
	if !large {
		return nil
	}
	file := b.bin("fleet.toml")
	if err := os.WriteFile(file, inventory("toml", 200, 1000), 0o644); err != nil {
		return err
	}
	r := b.measure([]string{"sh", "-c", "rm -rf \"$2\"; exec \"$0\" compile -f \"$1\" --out \"$2\"", b.bin("buildmachines"), file, file + ".out"})
	fmt.Println("200 builders for 1,000 clients, --out to a fresh folder")
	r.print("  ours")
	return nil
}

type result struct {
	wall, cpu []time.Duration
	peak      int64 // bytes, the largest of all runs
}

// turns runs every command once in each round, so that all of them see the
// same drift of the machine.
func (b *bench) turns(commands map[string][]string) map[string]*result {
	out := map[string]*result{}
	names := []string{}
	for n := range commands {
		names = append(names, n)
		out[n] = &result{}
	}
	slices.Sort(names)
	for round := range b.runs + 1 {
		for _, n := range names {
			b.once(commands[n], out[n], round > 0)
		}
	}
	return out
}

func (b *bench) measure(command []string) *result {
	return b.turns(map[string][]string{"": command})[""]
}

func (b *bench) once(command []string, into *result, counted bool) {
	if i := slices.Index(command, "--out"); i >= 0 {
		os.RemoveAll(command[i+1])
	}
	cmd := exec.Command(command[0], command[1:]...)
	start := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n%s\n", strings.Join(command, " "), err, out[:min(len(out), 2000)])
		os.Exit(1)
	}
	if !counted {
		return
	}
	use := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	into.wall = append(into.wall, time.Since(start))
	into.cpu = append(into.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	into.peak = max(into.peak, int64(use.Maxrss)<<10)
}

func (r *result) print(name string) {
	fmt.Printf("%-26s wall %s  cpu %s  peak %d MiB\n", name, ms(median(r.wall)), ms(median(r.cpu)), r.peak>>20)
}

func ms(d time.Duration) string {
	return strconv.FormatFloat(float64(d.Microseconds())/1000, 'f', 1, 64) + " ms"
}

func median(ds []time.Duration) time.Duration {
	ds = slices.Clone(ds)
	slices.Sort(ds)
	return ds[len(ds)/2]
}

func ratio(a, b []time.Duration) float64 { return float64(median(a)) / float64(median(b)) }
