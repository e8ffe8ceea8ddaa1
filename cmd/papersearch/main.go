// Papersearch answers questions about a paper-reading log kept in Markdown.
//
// This package is the program: one file a subcommand, from flags to options to printing. What it prints as
// JSON is defined in package query; which exit status means what is in this file.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"papersearch/query"
	"papersearch/store"
	"path"
	"strings"
	"syscall"
)

// Exit statuses.
const (
	exitFound   = 0 // found or done
	exitNothing = 1 // nothing found
	exitTrouble = 2 // anything that went wrong, told on stderr
)

// errNothing ends a command that found nothing; what there was to say is said.
var errNothing = errors.New("nothing found")

// usageError is a command line that cannot be meant.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func main() {
	garbage(whileAnswering)
	ignoreLimits()
	catch(syscall.SIGPIPE) // a closed pipe is an error of Write, told apart in exit
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// catch makes of a signal nothing but an error of the call that it interrupts. It is not ignored, for an editor or a pager that
// is started would ignore it, too.
func catch(sig os.Signal) { signal.Notify(make(chan os.Signal, 1), sig) }

// run is the program without the process: it returns the exit status.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{ctx: ctx, out: newPage(stdout), err: newPage(stderr)}
	p.out.paged()
	err := p.main(args)
	if p.repair() {
		p.out.discard()
		err = p.main(args)
	} else if p.damage != nil && err == nil {
		err = p.damage
	}
	if err != nil && !errors.Is(err, errNothing) {
		p.out.discard() // stdout is for results: half of one is worse than none
	}
	if closeErr := p.out.end(); err == nil || closeErr != nil && errors.Is(err, errNothing) && !isClosed(closeErr) {
		err = closeErr // also where nothing is found: half of a list of findings is worse than none
	}
	code := p.exit(err)
	p.tidy()
	return code
}

// exit tells what is wrong and turns it into a status.
func (p *program) exit(err error) int {
	var unknown *query.UnknownValueError
	var usage usageError
	switch {
	case err == nil:
		return exitFound
	case errors.Is(err, errNothing):
		return exitNothing
	case isClosed(err):
		return exitFound // the reader has seen enough
	case errors.Is(err, context.Canceled):
		p.say("interrupted; the index is as it was, and what was done for its next version is kept")
	case errors.Is(err, store.ErrNoIndex):
		p.say("%s", p.noIndex())
	case errors.As(err, &unknown):
		p.say("%v", err)
	case errors.As(err, &usage):
		p.say("%v; `papersearch %s--help` lists what there is", err, p.command())
	default:
		p.say("%v", err)
	}
	return exitTrouble
}

// isClosed says whether the reader of the output has seen enough.
func isClosed(err error) bool {
	return errors.Is(err, syscall.EPIPE) || errors.Is(err, io.ErrClosedPipe)
}

// command is the subcommand with a blank behind it, for messages; "" for none.
func (p *program) command() string {
	if p.name == "" || p.name == "search" {
		return ""
	}
	return p.name + " "
}

// say writes a line to stderr. It may be called from any goroutine.
func (p *program) say(format string, args ...any) {
	p.saying.Lock()
	defer p.saying.Unlock()
	p.err.line("papersearch: " + clean(fmt.Sprintf(format, args...))) // names of files may hold anything
	_ = p.err.flush()
}

// noIndex is the way out of having no index, with the Markdown files that are at hand.
func (p *program) noIndex() string {
	files := suggestions()
	if len(files) == 0 {
		return "no index here or above: run `papersearch index papers.md` with the file or folder of your log"
	}
	if len(files) == 1 {
		return fmt.Sprintf("no index here or above: run `papersearch index %s`", shellQuote(files[0]))
	}
	return fmt.Sprintf("no index here or above: run `papersearch index %s` for the %d Markdown files there, or name those of your log, as in `papersearch index %s`",
		shellQuote(folderOf(files)), len(files), shellQuote(files[0]))
}

// folderOf is the folder that has all of some files, . for this one.
func folderOf(files []string) string {
	folder := path.Dir(files[0])
	for _, f := range files[1:] {
		for folder != "." && !strings.HasPrefix(f, folder+"/") {
			folder = path.Dir(folder)
		}
	}
	return folder
}

// shellQuote writes an argument as one would type it.
func shellQuote(s string) string {
	if s != "" && !strings.ContainsAny(s, " \t\n'\"\\$`!*?[]{}()<>|&;#~") {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// quoted writes arguments as one would type them.
func quoted(args []string) string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = shellQuote(a)
	}
	return strings.Join(out, " ")
}
