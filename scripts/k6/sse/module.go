// Package sse is the JavaScript module k6/x/sse: server-sent events for k6, which reads whole answers only.
//
// A script written for xk6-sse runs with it unchanged:
//
//	sse.open(url, params, (client) => { client.on('event', (event) => ...) })
//
// What it has beyond that: events and responses carry the moments at which their bytes were there, taken on a
// goroutine of its own before anything is parsed; params.timeout is kept; connections are kept between requests;
// a body that is no stream of events is in response.body; sse.now() is the clock of all these moments.
package sse

import (
	"time"

	"github.com/grafana/sobek"
	"go.k6.io/k6/js/common"
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/metrics"
)

func init() {
	modules.Register("k6/x/sse", new(rootModule))
}

type rootModule struct{}

// module is what one VU imports.
type module struct {
	vu       modules.VU
	exported *sobek.Object
	received *metrics.Metric
}

// NewModuleInstance makes the module of one VU.
func (*rootModule) NewModuleInstance(vu modules.VU) modules.Instance {
	runtime := vu.Runtime()
	received, err := vu.InitEnv().Registry.NewMetric("sse_event", metrics.Counter)
	if err != nil {
		common.Throw(runtime, err)
	}
	m := &module{vu: vu, exported: runtime.NewObject(), received: received}
	for name, function := range map[string]any{"open": m.open, "now": now} {
		if err := m.exported.Set(name, function); err != nil {
			common.Throw(runtime, err)
		}
	}
	return m
}

// Exports says what `import sse from 'k6/x/sse'` gives.
func (m *module) Exports() modules.Exports {
	return modules.Exports{Default: m.exported}
}

// The wall clock is read once: what is measured must not jump with it.
var zero = time.Now()

// msOf is a moment in ms since 1970, with a fraction of a quarter of a microsecond.
func msOf(at time.Time) float64 {
	const nsPerMs = float64(time.Millisecond)
	return float64(zero.UnixNano())/nsPerMs + float64(at.Sub(zero))/nsPerMs
}

func now() float64 {
	return msOf(time.Now())
}
