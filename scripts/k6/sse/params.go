package sse

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/types"
	"go.k6.io/k6/metrics"
)

// params is what a script gives beside the URL.
type params struct {
	setup   sobek.Callable
	method  string
	body    string
	headers http.Header
	tags    *metrics.TagsAndMeta
	// Of the whole exchange; 0: none.
	timeout time.Duration
}

// readParams reads `(params, setup)` or `(setup)`. Keys it does not know are left alone, as xk6-sse does.
func readParams(runtime *sobek.Runtime, state *lib.State, args []sobek.Value) (*params, error) {
	if len(args) == 0 || len(args) > 2 {
		return nil, errors.New("sse.open: expected a URL, params and a function, or a URL and a function")
	}
	setup, isFunction := sobek.AssertFunction(args[len(args)-1])
	if !isFunction {
		return nil, errors.New("sse.open: expected a function as the last argument")
	}
	tags := state.Tags.GetCurrentValues()
	read := &params{setup: setup, method: http.MethodGet, headers: http.Header{}, tags: &tags}
	read.headers.Set("User-Agent", state.Options.UserAgent.String)
	read.headers.Set("Accept", "text/event-stream")
	if len(args) == 1 || isNothing(args[0]) {
		return read, nil
	}
	return read, read.readObject(runtime, args[0].ToObject(runtime))
}

func (p *params) readObject(runtime *sobek.Runtime, object *sobek.Object) error {
	for _, key := range object.Keys() {
		value := object.Get(key)
		if isNothing(value) {
			continue
		}
		switch key {
		case "method":
			p.method = strings.ToUpper(strings.TrimSpace(value.String()))
		case "body":
			p.body = value.String()
		case "headers":
			fields := value.ToObject(runtime)
			for _, name := range fields.Keys() {
				p.headers.Set(name, fields.Get(name).String())
			}
		case "tags":
			if err := common.ApplyCustomUserTags(runtime, p.tags, value); err != nil {
				return fmt.Errorf("sse.open: params.tags: %w", err)
			}
		case "timeout":
			timeout, err := types.GetDurationValue(value.Export())
			if err != nil {
				return fmt.Errorf("sse.open: params.timeout: %w", err)
			}
			p.timeout = timeout
		}
	}
	return nil
}

func isNothing(value sobek.Value) bool {
	return value == nil || sobek.IsUndefined(value) || sobek.IsNull(value)
}
