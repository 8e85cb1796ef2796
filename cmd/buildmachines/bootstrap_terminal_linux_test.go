package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/buildmachines/buildmachines/internal/counterpart"
)

// A person sits at a terminal with a shell that runs one command.
type person struct {
	hand  *os.File // of the terminal, where keys go in
	sees  screen
	shell *exec.Cmd
}

type screen struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// atTerminal runs a command, and then writes its exit code to the file "result", and
// whether the terminal is as it was. A program that is killed has a janitor. ^C throws
// away what is on its way to the screen, so nothing of this comes there.
const atTerminal = `trap : INT
before=$(stty -g)
sh -c 'echo $$ > pid; exec "$@"' sh "$@"
code=$?
trap "" INT
echo "exit $code" >> result
i=0
while [ "$(stty -g)" != "$before" ] && [ -e killed ] && [ $i -lt 1200 ]; do sleep 0.1; i=$((i + 1)); done
if [ "$(stty -g)" = "$before" ]; then echo restored >> result; else stty -a >> result; fi`

func sit(t *testing.T) *person {
	t.Helper()
	slave, master := counterpart.OpenTerminal(t)
	p := &person{hand: master}
	p.shell = exec.Command("sh", append([]string{"-c", atTerminal, "sh"}, strings.Fields(bootstrapAda+" --dry-run")...)...)
	p.shell.Stdin, p.shell.Stdout, p.shell.Stderr = slave, slave, slave
	p.shell.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := p.shell.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			if err != nil {
				return
			}
			_, _ = p.sees.Write(buf[:n])
		}
	}()
	t.Cleanup(func() { _ = p.shell.Process.Kill(); _ = p.shell.Wait() })
	return p
}

func outcome(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("result")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return string(text)
}

// waits for a text. The limit only means that it hangs.
func (p *person) waits(t *testing.T, text string) {
	t.Helper()
	for range 12000 {
		if strings.Contains(p.sees.String()+outcome(t), text) {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("no %q on the screen:\n%s\n%s", text, p.sees.String(), outcome(t))
}

func (p *person) types(t *testing.T, keys string) {
	t.Helper()
	if _, err := p.hand.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

func (p *person) answers(t *testing.T) { t.Helper(); p.types(t, "secret\r") }

func (p *person) interrupts(t *testing.T) { t.Helper(); p.types(t, "\x03") }

// insists presses ^C until the program ends: while a script begins, the key is for
// what runs there.
func (p *person) insists(t *testing.T) {
	t.Helper()
	for i := 0; i < 1200 && outcome(t) == ""; i++ {
		p.types(t, "\x03")
		time.Sleep(100 * time.Millisecond)
	}
}

// kills the program, and each ssh that has the terminal, but not the shell.
func (p *person) kills(t *testing.T) {
	t.Helper()
	out, err := exec.Command("sh", "-ec", "touch killed; p=$(cat pid); kill -9 $p $(pgrep -P $p -g $(ps -o pgid= -p $p))").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

const asks = ` stty -echo; printf "Password: "; read -r x; stty echo; echo "got $x"; exit`

// deaf takes every key for a character.
const deaf = ` trap "" INT HUP; stty raw -echo; printf "Password: ";` + counterpart.Stuck

// withPassword has ssh ask, before there is a connection.
var withPassword = stage{
	config: "PubkeyAuthentication no\n",
	sshd:   "Match all\nPasswordAuthentication yes\nPermitRootLogin yes\n",
}

// A person can answer, and can leave at any time: the terminal is as it was.
func TestBootstrapAtATerminal(t *testing.T) {
	asking, notListening, stalling := stage{script: on(theScript, asks)}, stage{script: on(theScript, deaf)}, stages["in the key exchange"]
	for name, c := range map[string]struct {
		stage  stage
		prompt string
		does   func(*person, *testing.T)
		wants  []string
	}{
		"answers the script":               {asking, "Password: ", (*person).answers, []string{"got secret", "exit 0"}},
		"interrupts the script":            {asking, "Password: ", (*person).insists, []string{"exit 3"}},
		"interrupts one that listens not":  {notListening, "Password: ", (*person).insists, []string{"exit 3"}},
		"kills the program":                {notListening, "Password: ", (*person).kills, []string{"exit 137"}},
		"interrupts ssh, which asks":       {withPassword, "assword: ", (*person).interrupts, []string{"buildmachines: interrupted", "exit 3"}},
		"kills the program when ssh asks":  {withPassword, "assword: ", (*person).kills, []string{"exit 137"}},
		"interrupts a machine that stalls": {stalling, "", (*person).interrupts, []string{"buildmachines: interrupted", "exit 3"}},
	} {
		t.Run(name, func(t *testing.T) {
			far, stands := c.stage.prepare(t)
			p := sit(t)
			for c.prompt == "" && !stands() {
				time.Sleep(time.Millisecond)
			}
			p.waits(t, c.prompt)
			c.does(p, t)
			for _, want := range append(c.wants, "restored") {
				p.waits(t, want)
			}
			far.NothingIsLeft(t)
		})
	}
}
