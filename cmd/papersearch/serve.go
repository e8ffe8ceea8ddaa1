package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	neturl "net/url"
	"os"
	"papersearch/query"
	"papersearch/web"
	"strings"
	"syscall"

	"github.com/pkg/browser"
	"github.com/urfave/cli/v2"
)

// defaultAddr is where the page is when nothing is said: loopback, for nobody but this machine.
const defaultAddr = "127.0.0.1:7717"

// tokenVariable holds the token of serve, which does not show in the list of processes as a flag does.
const tokenVariable = "PAPERSEARCH_TOKEN"

func (p *program) serveCommand() *cli.Command {
	return &cli.Command{
		Name:  "serve",
		Usage: "a page to search in, on this machine, and JSON for programs",
		Description: `Answers until it is stopped with Ctrl-C. What is written into the log appears
in open pages by itself. JSON is under /api/v1/, described by
/api/v1/openapi.json. Nobody but this machine is let in unless --addr names
another address, which needs a token: --token auto makes one; the variable
` + tokenVariable + ` can hold it.`,
		Flags: append(commonFlags(),
			&cli.StringFlag{Name: "addr", Value: defaultAddr, Usage: "where to listen (" + defaultAddr + "); :0 is a free port"},
			&cli.BoolFlag{Name: "open", Usage: "open the page in the browser"},
			&cli.StringFlag{Name: "token", Usage: "asked of everyone; auto makes one"},
			&cli.StringSliceFlag{Name: "host", Usage: "another name by which the server is called"},
		),
		UsageText: `papersearch serve --open
papersearch serve --addr 127.0.0.1:0
papersearch serve --addr 0.0.0.0:7717 --token auto`,
		Action: p.serve,
	}
}

// serving is what serve prints as JSON.
type serving struct {
	Version int    `json:"version"`
	URL     string `json:"url"`   // with the token, if there is one
	Token   string `json:"token"` // "" for none
	Index   string `json:"index"`
}

func (p *program) serve(c *cli.Context) error {
	if c.NArg() > 0 {
		return usageError{fmt.Errorf("serve takes no words; to look for them, type `papersearch search serve %s`", quoted(c.Args().Slice()))}
	}
	addr, token := listenAddr(c.String("addr")), serveToken(c.String("token"))
	if err := web.CheckAddr(addr, token); err != nil {
		return usageError{err}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return listenError(addr, err)
	}
	defer func() { _ = l.Close() }()
	if _, err := p.open(c); err != nil {
		return err
	}
	p.env.Progress = nil // it was for the start
	garbage(whileServing)
	server := web.New(web.Options{
		Generation: p.gen, Env: p.env, Stale: p.stale, NoRefresh: c.Bool("no-refresh"), Token: token, Hosts: c.StringSlice("host"),
		Network: !web.Loopback(addr), Warn: func(s string) { p.say("%s", s) },
		Warned: p.warned,
	})
	p.gen = nil // the server's now
	defer server.Close()
	url := pageURL(l.Addr(), token)
	if err := p.announce(c, url, token); err != nil {
		return err
	}
	if c.Bool("open") {
		go p.openBrowser(url)
	}
	if err := server.Serve(p.ctx, l); err != nil && !errors.Is(err, context.Canceled) {
		return fmt.Errorf("serving on %s: %w", addr, err)
	}
	p.say("stopped")
	return nil
}

// announce says where the page is.
func (p *program) announce(c *cli.Context, url, token string) error {
	if c.Bool("json") {
		if err := p.printJSON(&serving{Version: query.Version, URL: url, Token: token, Index: p.env.Dir}); err != nil {
			return err
		}
		return p.out.flush()
	}
	p.out.line(url)
	if err := p.out.flush(); err != nil {
		return err
	}
	p.say("Ctrl-C stops it")
	return nil
}

// openBrowser shows the page; that it cannot is no reason to stop.
func (p *program) openBrowser(url string) {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard // what browsers say is not ours
	if err := browser.OpenURL(url); err != nil {
		p.say("no browser could be opened (%v): open %s yourself", err, url)
	}
}

// listenAddr completes what was typed: a port alone is one of this machine's.
func listenAddr(s string) string {
	if s == "" {
		return defaultAddr
	}
	if port, ok := strings.CutPrefix(s, ":"); ok {
		return "127.0.0.1:" + port
	}
	if !strings.Contains(s, ":") && strings.Trim(s, "0123456789") == "" {
		return "127.0.0.1:" + s
	}
	return s
}

// serveToken is the token that everyone is asked for: the flag's, a new one, or the variable's.
func serveToken(flag string) string {
	switch flag {
	case "auto":
		return web.NewToken()
	case "":
		return os.Getenv(tokenVariable)
	}
	return flag
}

// listenError says why nothing can listen there, and the way out.
func listenError(addr string, err error) error {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s is in use, perhaps by another papersearch serve: open http://%s/ to see, or add --addr 127.0.0.1:0 for a free port", addr, addr)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s may not be listened on by you: take a port of 1024 or more, as --addr %s", addr, defaultAddr)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s is no address of this machine: add --addr %s, or 0.0.0.0 and a port for all it has", addr, defaultAddr)
	}
	return usageError{fmt.Errorf("--addr %s: %w", addr, err)}
}

// pageURL is what to open: loopback when everything is listened on.
func pageURL(a net.Addr, token string) string {
	host, port, _ := net.SplitHostPort(a.String())
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	url := "http://" + net.JoinHostPort(host, port) + "/"
	if token != "" {
		url += "?token=" + neturl.QueryEscape(token)
	}
	return url
}
