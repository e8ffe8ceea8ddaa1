package mcp

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// maxMessage is the longest message that is read, in bytes.
const maxMessage = 1 << 20

const patience = 10 * time.Second

// Lines is a transport of one JSON message a line. The SDK's own ends the session at the first line that is no message; an
// assistant's host that writes a stray line would have to start papersearch again, so this one answers it with an error and
// reads on.
type Lines struct {
	Reader io.Reader
	Writer io.Writer
	// Patience is how long the end of input waits for the answers to what was asked before it; 0 is 10 seconds. The SDK drops
	// them at the end, but who pipes questions in wants the answers.
	Patience time.Duration
}

// Connect implements mcp.Transport.
func (l *Lines) Connect(context.Context) (mcp.Connection, error) {
	c := &lines{out: l.Writer, patience: cmp.Or(l.Patience, patience), in: make(chan jsonrpc.Message), done: make(chan struct{}), answered: make(chan struct{}, 1)}
	go c.scan(bufio.NewReaderSize(l.Reader, 64<<10))
	return c, nil
}

type lines struct {
	writing sync.Mutex
	out     io.Writer
	in      chan jsonrpc.Message // closed when there is no more
	err     error                // why, io.EOF for an end; to be read when in is closed
	done    chan struct{}
	close   sync.Once

	patience time.Duration
	open     atomic.Int64  // questions without an answer
	answered chan struct{} // has a value when one was answered
}

// scan reads messages until there are no more. It stays behind when the session ends while the reader waits: nothing can wake a
// read of stdin.
func (c *lines) scan(r *bufio.Reader) {
	defer close(c.in)
	for {
		line, tooLong, err := readLine(r)
		if line = bytes.TrimSpace(line); len(line) > 0 || tooLong {
			m, wrong := message(line, tooLong)
			if wrong != nil {
				if err := c.refuse(line, wrong); err != nil {
					c.err = err
					return
				}
			} else {
				select {
				case c.in <- m:
				case <-c.done:
					c.err = io.EOF
					return
				}
			}
		}
		if err != nil {
			c.err = err
			return
		}
	}
}

// readLine reads a line. Of one that is too long the rest is skipped.
func readLine(r *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := r.ReadSlice('\n')
		if len(line)+len(part) > maxMessage {
			tooLong = true
		} else {
			line = append(line, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

// message decodes a line, or says what is wrong with it.
func message(line []byte, tooLong bool) (jsonrpc.Message, *jsonrpc.Error) {
	switch {
	case tooLong:
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "the message is longer than 1 MiB"}
	case !json.Valid(line):
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeParseError, Message: "the line is no JSON"}
	case line[0] != '{':
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "a message is one JSON object; batches are not spoken"}
	}
	m, err := jsonrpc.DecodeMessage(line)
	if err != nil {
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: err.Error()}
	}
	if r, ok := m.(*jsonrpc.Request); ok && r.Method == "" {
		return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidRequest, Message: "the message has no method"}
	}
	return m, nil
}

// refuse answers a line that is no message, with its id if it has one.
func (c *lines) refuse(line []byte, wrong *jsonrpc.Error) error {
	var sent struct {
		ID json.RawMessage `json:"id"`
	}
	_ = json.Unmarshal(line, &sent) // what cannot be read has no id
	if len(sent.ID) == 0 || sent.ID[0] == '{' || sent.ID[0] == '[' {
		sent.ID = json.RawMessage("null")
	}
	data, err := json.Marshal(struct {
		Version string          `json:"jsonrpc"`
		ID      json.RawMessage `json:"id"`
		Error   *jsonrpc.Error  `json:"error"`
	}{"2.0", sent.ID, wrong})
	if err != nil {
		return err
	}
	return c.write(data)
}

func (c *lines) write(data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err := c.out.Write(append(data, '\n'))
	return err
}

// Read implements mcp.Connection.
func (c *lines) Read(ctx context.Context) (jsonrpc.Message, error) {
	select {
	case m, ok := <-c.in:
		if !ok {
			c.await(ctx)
			return nil, c.err
		}
		if r, ok := m.(*jsonrpc.Request); ok && r.IsCall() {
			c.open.Add(1)
		}
		return m, nil
	case <-c.done:
		return nil, io.EOF
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// await waits until all is answered, or patience is at its end.
func (c *lines) await(ctx context.Context) {
	late := time.NewTimer(c.patience)
	defer late.Stop()
	for c.open.Load() > 0 {
		select {
		case <-c.answered:
		case <-late.C:
			return
		case <-c.done:
			return
		case <-ctx.Done():
			return
		}
	}
}

// Write implements mcp.Connection.
func (c *lines) Write(_ context.Context, m jsonrpc.Message) error {
	data, err := jsonrpc.EncodeMessage(m)
	if err != nil {
		return err
	}
	err = c.write(data)
	if _, ok := m.(*jsonrpc.Response); ok {
		c.open.Add(-1)
		select {
		case c.answered <- struct{}{}:
		default:
		}
	}
	return err
}

// Close implements mcp.Connection.
func (c *lines) Close() error {
	c.close.Do(func() { close(c.done) })
	return nil
}

// SessionID implements mcp.Connection; a pipe has one session.
func (*lines) SessionID() string { return "" }
