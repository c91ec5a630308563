# The framing of answers, the queue of what waits for its due time, the lag of reads and a whole relay, outside Node, under the address and undefined-behaviour sanitizers:
#   make -C src/clients/native -f check.mk && src/clients/native/build/sanitized/framing_check < CASES
#   src/clients/native/build/sanitized/relay_check UPSTREAM_PORT
OUT ?= build/sanitized
CXX ?= g++
FLAGS = -std=c++17 -O1 -g1 -Wall -Wextra -fno-exceptions -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
FRAMING = http/head.cc http/response_reader.cc check/framing_check.cc
RELAY = $(wildcard relay/*.cc relay/requests/*.cc) sockets/address.cc thread/quick_thread.cc check/relay_check.cc

all: $(OUT)/framing_check $(OUT)/queue_check $(OUT)/lag_check $(OUT)/relay_check

$(OUT)/framing_check: $(FRAMING) $(wildcard http/*.h)
	@mkdir -p $(OUT)
	$(CXX) $(FLAGS) $(FRAMING) -o $@

$(OUT)/queue_check: check/queue_check.cc $(wildcard pacing/*.h sockets/*.h http/*.h)
	@mkdir -p $(OUT)
	$(CXX) $(FLAGS) check/queue_check.cc -o $@

$(OUT)/lag_check: check/lag_check.cc lag/read_lag.h
	@mkdir -p $(OUT)
	$(CXX) $(FLAGS) check/lag_check.cc -o $@

$(OUT)/relay_check: $(RELAY) $(wildcard relay/*.h relay/requests/*.h)
	@mkdir -p $(OUT)
	$(CXX) $(FLAGS) -pthread $(RELAY) -o $@

.PHONY: all
