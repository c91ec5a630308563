package sse

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"time"
)

// Event is what a handler of 'event' gets.
type Event struct {
	ID      string `js:"id"`
	Comment string `js:"comment"`
	Name    string `js:"name"`
	Data    string `js:"data"`
	// When the read returned that completed the event, ms since 1970.
	ReceivedAt float64 `js:"receivedAt"`
}

// piece is an event, or what ended the stream early.
type piece struct {
	event Event
	err   error
}

const (
	readBytes = 64 << 10
	// Events that wait while a handler runs; beyond that the reading waits too.
	mostWaiting = 4096
)

// follow reads `body` to its end on a goroutine of its own, so that no handler delays a stamp. Closes what it returns.
func follow(body io.Reader, stop <-chan struct{}) <-chan piece {
	pieces := make(chan piece, mostWaiting)
	go func() {
		defer close(pieces)
		give := func(p piece) bool {
			select {
			case pieces <- p:
				return true
			case <-stop:
				return false
			}
		}
		reading := scanner{}
		buffer := make([]byte, readBytes)
		for {
			n, err := body.Read(buffer)
			at := msOf(time.Now())
			for _, event := range reading.take(buffer[:n]) {
				event.ReceivedAt = at
				if !give(piece{event: event}) {
					return
				}
			}
			if err == nil {
				continue
			}
			if last := reading.rest(); last != nil {
				last.ReceivedAt = at
				give(piece{event: *last})
			}
			if !errors.Is(err, io.EOF) {
				give(piece{err: err})
			}
			return
		}
	}()
	return pieces
}

// scanner makes events of bytes, however they are cut (WHATWG HTML 9.2).
type scanner struct {
	pending []byte
	event   Event
	data    []string
	begun   bool
}

func (s *scanner) take(read []byte) []Event {
	s.pending = append(s.pending, read...)
	var events []Event
	for {
		end := bytes.IndexByte(s.pending, '\n')
		if end < 0 {
			return events
		}
		line := strings.TrimSuffix(string(s.pending[:end]), "\r")
		s.pending = s.pending[end+1:]
		if line != "" {
			s.field(line)
		} else if event := s.finish(); event != nil {
			events = append(events, *event)
		}
	}
}

// rest is the event that the end of the body cut off: servers leave out the last blank line. nil: there is none.
func (s *scanner) rest() *Event {
	if len(s.pending) > 0 {
		s.field(strings.TrimSuffix(string(s.pending), "\r"))
		s.pending = nil
	}
	return s.finish()
}

func (s *scanner) field(line string) {
	name, value, _ := strings.Cut(line, ":")
	value = strings.TrimPrefix(value, " ")
	switch name {
	case "data":
		s.data = append(s.data, value)
	case "event":
		s.event.Name = value
	case "id":
		s.event.ID = value
	case "":
		s.event.Comment = value
	default:
		return
	}
	s.begun = true
}

func (s *scanner) finish() *Event {
	if !s.begun {
		return nil
	}
	event := s.event
	event.Data = strings.Join(s.data, "\n")
	*s = scanner{pending: s.pending}
	return &event
}
