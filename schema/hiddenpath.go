package schema

import (
	"errors"
	"io/fs"
	"path"
	"strings"
)

// maxLinks is how many symbolic links a path may go through, as in Linux.
const maxLinks = 40

var (
	errHiddenFile = errors.New("a name in the path begins with a dot: such files hold what programs keep for themselves")
	errOutside    = errors.New("the path must be relative to the inventory and stay in its folder")
)

// resolve follows the links in a path below the folder of the inventory. It
// refuses every path through a name that begins with a dot, where secrets
// are: .env, .git/config, .netrc. A link could lead there, too. The name of the
// inventory itself may be such a one. Opening the path may still fail.
func (s *Sources) resolve(name string) (string, error) {
	var done []string
	rest := strings.Split(path.Clean(name), "/")
	for links := 0; len(rest) > 0; {
		step := rest[0]
		rest = rest[1:]
		switch {
		case step == "." || step == "":
			continue
		case step == "..":
			if len(done) == 0 {
				return "", errOutside
			}
			done = done[:len(done)-1]
			continue
		case strings.HasPrefix(step, ".") && !(len(done)+links == 0 && step == s.named):
			return "", errHiddenFile
		}
		done = append(done, step)
		target, isLink := s.readLink(path.Join(done...))
		if !isLink {
			continue
		}
		if links++; path.IsAbs(target) || links > maxLinks {
			return "", errOutside
		}
		done = done[:len(done)-1]
		rest = append(strings.Split(target, "/"), rest...)
	}
	return path.Join(done...), nil
}

func (s *Sources) readLink(name string) (target string, isLink bool) {
	info, err := s.root.Lstat(name)
	if err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return "", false
	}
	target, err = s.root.Readlink(name)
	return target, err == nil
}
