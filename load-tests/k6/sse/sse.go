// Package sse lets a k6 script follow a text/event-stream:
//
//	import sse from "k6/x/sse";
//	const end = sse.open(url, { headers: {}, seconds: 30 }, (event) => event.id !== "17");
//
// The callback gets each event {id, name, data}; the stream ends when it returns false, after the given seconds, or when the server ends
// it. The result is {status, events, lastId, firstEventMillis}.
package sse

import (
	"bufio"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"go.k6.io/k6/js/modules"
)

func init() {
	modules.Register("k6/x/sse", new(root))
}

type root struct{}

type instance struct {
	vu modules.VU
}

// Event is one event of a stream; ID is the last one seen.
type Event struct {
	ID   string `js:"id"`
	Name string `js:"name"`
	Data string `js:"data"`
}

// Options of Open.
type Options struct {
	Headers map[string]string `js:"headers"`
	Seconds float64           `js:"seconds"`
}

// Result of Open.
type Result struct {
	Status           int     `js:"status"`
	Events           int     `js:"events"`
	LastID           string  `js:"lastId"`
	FirstEventMillis float64 `js:"firstEventMillis"`
}

func (*root) NewModuleInstance(vu modules.VU) modules.Instance {
	return &instance{vu: vu}
}

func (i *instance) Exports() modules.Exports {
	return modules.Exports{Default: map[string]any{"open": i.Open}}
}

// Open follows the stream at url until it is told to stop.
func (i *instance) Open(url string, options Options, each func(Event) (bool, error)) (*Result, error) {
	state := i.vu.State()
	if state == nil {
		return nil, errors.New("sse.open works inside the default function only")
	}
	ctx, cancel := context.WithTimeout(i.vu.Context(), time.Duration(options.Seconds*float64(time.Second)))
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "text/event-stream")
	for name, value := range options.Headers {
		request.Header.Set(name, value)
	}
	started := time.Now()
	response, err := (&http.Client{Transport: state.Transport}).Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	result := &Result{Status: response.StatusCode}
	if response.StatusCode != http.StatusOK {
		return result, nil
	}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(make([]byte, 64*1024), 16*1024*1024)
	event := Event{Name: "message"}
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "" && event.Data != "":
			if result.Events == 0 {
				result.FirstEventMillis = float64(time.Since(started).Microseconds()) / 1000
			}
			result.Events++
			event.ID = result.LastID
			event.Data = strings.TrimSuffix(event.Data, "\n")
			more, err := each(event)
			if err != nil || !more {
				return result, err
			}
			event = Event{Name: "message"}
		case line == "":
			event = Event{Name: "message"}
		case strings.HasPrefix(line, "id:"):
			result.LastID = strings.TrimPrefix(line[3:], " ")
		case strings.HasPrefix(line, "event:"):
			event.Name = strings.TrimPrefix(line[6:], " ")
		case strings.HasPrefix(line, "data:"):
			event.Data += strings.TrimPrefix(line[5:], " ") + "\n"
		}
	}
	return result, nil
}
