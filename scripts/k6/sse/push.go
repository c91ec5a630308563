package sse

import (
	"net/http"
	"strconv"
	"time"

	"go.k6.io/k6/lib"
	"go.k6.io/k6/metrics"
)

// push gives k6 what it tells of any request, under the same names.
func (m *module) push(state *lib.State, tags *metrics.TagsAndMeta, response *Response, events int) {
	system, builtin := state.Options.SystemTags, state.BuiltinMetrics
	tags.SetSystemTagOrMetaIfEnabled(system, metrics.TagURL, response.URL)
	tags.SetSystemTagOrMetaIfEnabled(system, metrics.TagName, response.URL)
	tags.SetSystemTagOrMetaIfEnabled(system, metrics.TagStatus, strconv.Itoa(response.Status))
	failed := 0.0
	if response.Error != "" || response.Status >= http.StatusBadRequest {
		failed = 1
	}
	at := time.Now()
	values := map[*metrics.Metric]float64{
		builtin.HTTPReqs: 1, builtin.HTTPReqFailed: failed, m.received: float64(events),
	}
	if response.SentAt > 0 {
		values[builtin.HTTPReqDuration] = response.DoneAt - response.SentAt
	}
	if response.HeadersAt > 0 {
		values[builtin.HTTPReqWaiting] = response.HeadersAt - response.SentAt
	}
	samples := make(metrics.Samples, 0, len(values))
	for metric, value := range values {
		series := metrics.TimeSeries{Metric: metric, Tags: tags.Tags}
		samples = append(samples, metrics.Sample{TimeSeries: series, Time: at, Metadata: tags.Metadata, Value: value})
	}
	metrics.PushIfNotDone(m.vu.Context(), state.Samples, samples)
}
