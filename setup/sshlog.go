package setup

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"syscall"
)

// An sshLog is what one ssh says of itself (its option -E): not what machines say
// on stderr, and not what the ssh for a jump says. So a host key in it was proven
// by the machine at the other end, whatever that prints.
type sshLog struct {
	path string
	pipe *os.File // a named one: ssh closes all files but the first three
	show io.Writer
	read chan struct{} // one for each mark

	mu     sync.Mutex
	shown  string // the fingerprint of the host key in the handshake under way
	proven string
	proof  func()
}

// mark is a line that ssh does not write: it escapes control characters
// (do_log in log.c).
const mark = "\x00"

// openLog makes the pipe. Lines for people go to show.
func openLog(path string, show io.Writer) (*sshLog, error) {
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		return nil, fmt.Errorf("cannot make %s: %w", path, err)
	}
	pipe, err := os.OpenFile(path, os.O_RDWR, 0) // waits for no writer
	if err != nil {
		return nil, err
	}
	l := &sshLog{path: path, pipe: pipe, show: show, read: make(chan struct{}), proof: func() {}}
	go l.follow()
	return l, nil
}

// options are those of an ssh that writes this log.
func (l *sshLog) options() []string {
	return []string{"-E", l.path, "-o", "LogLevel=DEBUG1", "-o", "FingerprintHash=sha256"}
}

// follow ends when the log is closed. Until then, a master could wait for us.
func (l *sshLog) follow() {
	r := bufio.NewReaderSize(l.pipe, 16<<10)
	for {
		line, rest, err := r.ReadLine()
		for rest && err == nil {
			_, rest, err = r.ReadLine()
		}
		if err != nil {
			return
		}
		text := strings.TrimRight(string(line), "\r")
		if text == mark {
			l.read <- struct{}{}
			continue
		}
		l.note(text)
	}
}

// keyLine has the fingerprint of the key, also for a certificate
// (verify_host_key in sshconnect.c).
var keyLine = regexp.MustCompile(`^debug1: Server host (?:key|certificate): [a-z0-9@.-]+ (SHA256:[A-Za-z0-9+/]+)`)

// verboseLines are of a level that ssh does not show by default.
var verboseLines = regexp.MustCompile(`^(Authenticated to|Transferred:|Bytes per second:) `)

func (l *sshLog) note(line string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch m := keyLine.FindStringSubmatch(line); {
	case m != nil:
		l.shown = m[1]
	case line == "debug1: SSH2_MSG_NEWKEYS received":
		// ssh sends and takes new keys only after it has verified the signature
		// (input_kex_gen_reply in kexgen.c).
		l.proven = l.shown
		l.proof()
	case strings.HasPrefix(line, "debug1: "), verboseLines.MatchString(line):
	default:
		fmt.Fprintln(l.show, line)
	}
}

// settle waits until everything is read that ssh has written, and returns the
// fingerprint of the key that was proven last.
func (l *sshLog) settle() string {
	if _, err := io.WriteString(l.pipe, mark+"\n"); err == nil {
		<-l.read
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.proven
}

// onProof has f called for each handshake that proves a key.
func (l *sshLog) onProof(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.proof = f
}

func (l *sshLog) close() { _ = l.pipe.Close() }
