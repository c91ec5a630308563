package sse

import (
	"context"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
)

var errInInitContext = common.NewInitContextError("sse.open cannot be called in the init context")

// Response is what open returns once the stream has ended. Moments are ms since 1970, 0 where there was none.
type Response struct {
	URL     string            `js:"url"`
	Status  int               `js:"status"`
	Headers map[string]string `js:"headers"`
	// Why there is no answer, or not a whole one; empty: it came to its end.
	Error string `js:"error"`
	// Of an answer that is no stream of events, cut at 1 MiB.
	Body string `js:"body"`
	// The request was about to be written to its connection.
	SentAt float64 `js:"sentAt"`
	// The first byte of the answer.
	HeadersAt float64 `js:"headersAt"`
	DoneAt    float64 `js:"doneAt"`
}

const mostBodyBytes = 1 << 20

// Client is what the script's function gets.
type Client struct {
	handlers map[string][]sobek.Callable
	cancel   context.CancelFunc
	closed   bool
}

// On adds a handler of 'open', 'event' or 'error'.
func (c *Client) On(event string, handler sobek.Value) {
	if function, ok := sobek.AssertFunction(handler); ok {
		c.handlers[event] = append(c.handlers[event], function)
	}
}

// Close ends the stream; nothing more is handed over.
func (c *Client) Close() {
	c.closed = true
	c.cancel()
}

func (c *Client) emit(event string, args ...sobek.Value) error {
	for _, handler := range c.handlers[event] {
		if _, err := handler(sobek.Undefined(), args...); err != nil {
			return err
		}
	}
	return nil
}

// open sends a request and hands over the events of its answer; it returns when the answer has ended.
func (m *module) open(url string, args ...sobek.Value) (*Response, error) {
	state := m.vu.State()
	if state == nil {
		return nil, errInInitContext
	}
	runtime := m.vu.Runtime()
	asked, err := readParams(runtime, state, args)
	if err != nil {
		return nil, err
	}
	ctx, cancel := limited(m.vu.Context(), asked.timeout)
	defer cancel()
	client := &Client{handlers: map[string][]sobek.Callable{}, cancel: cancel}
	if _, err := asked.setup(sobek.Undefined(), runtime.ToValue(client)); err != nil {
		return nil, err
	}
	response := &Response{URL: url}
	events, err := m.exchange(ctx, state, asked, client, response)
	response.DoneAt = now()
	m.push(state, asked.tags, response, events)
	return response, err
}

func limited(parent context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if timeout > 0 {
		return context.WithTimeout(parent, timeout)
	}
	return context.WithCancel(parent)
}

// exchange fills `response`; its error is one of the script, as what goes wrong on the wire is part of the response.
func (m *module) exchange(
	ctx context.Context, state *lib.State, asked *params, client *Client, response *Response,
) (int, error) {
	answer, err := send(ctx, state, asked, response)
	if err != nil {
		response.Error = err.Error()
		return 0, client.emit("error", m.vu.Runtime().ToValue(err))
	}
	defer func() { _ = answer.Body.Close() }()
	response.Status = answer.StatusCode
	response.Headers = map[string]string{}
	for name, values := range answer.Header {
		response.Headers[name] = strings.Join(values, ", ")
	}
	if !isStream(answer) {
		body, err := io.ReadAll(io.LimitReader(answer.Body, mostBodyBytes))
		response.Body = string(body)
		if err != nil {
			response.Error = err.Error()
		}
		return 0, nil
	}
	if err := client.emit("open"); err != nil {
		return 0, err
	}
	return m.handOver(answer.Body, client, response)
}

func (m *module) handOver(body io.Reader, client *Client, response *Response) (int, error) {
	stop := make(chan struct{})
	defer close(stop)
	runtime := m.vu.Runtime()
	events := 0
	for piece := range follow(body, stop) {
		if client.closed {
			return events, nil
		}
		name, value := "event", runtime.ToValue(piece.event)
		if piece.err != nil {
			name, value = "error", runtime.ToValue(piece.err)
			response.Error = piece.err.Error()
		} else {
			events++
		}
		if err := client.emit(name, value); err != nil {
			return events, err
		}
	}
	return events, nil
}

// send resolves with the head of the answer, over the connections that the VU keeps.
func send(ctx context.Context, state *lib.State, asked *params, response *Response) (*http.Response, error) {
	trace := &httptrace.ClientTrace{
		GotConn:              func(httptrace.GotConnInfo) { response.SentAt = now() },
		GotFirstResponseByte: func() { response.HeadersAt = now() },
	}
	traced := httptrace.WithClientTrace(ctx, trace)
	request, err := http.NewRequestWithContext(traced, asked.method, response.URL, strings.NewReader(asked.body))
	if err != nil {
		return nil, err
	}
	request.Header = asked.headers
	client := &http.Client{Transport: state.Transport}
	if state.CookieJar != nil {
		client.Jar = state.CookieJar
	}
	return client.Do(request)
}

// isStream tells a stream from the JSON or text that a server sends where it refuses.
func isStream(answer *http.Response) bool {
	kind := answer.Header.Get("Content-Type")
	if strings.HasPrefix(kind, "text/event-stream") {
		return true
	}
	return answer.StatusCode < http.StatusMultipleChoices && !strings.HasPrefix(kind, "application/json")
}
