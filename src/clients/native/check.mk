# The framing of answers outside Node, under the address and undefined-behaviour sanitizers:
#   make -C src/clients/native -f check.mk && src/clients/native/build/sanitized/framing_check < CASES
OUT ?= build/sanitized
CXX ?= g++
FLAGS = -std=c++17 -O1 -g1 -Wall -Wextra -fno-exceptions -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
SOURCES = http/head.cc http/response_reader.cc check/framing_check.cc

$(OUT)/framing_check: $(SOURCES) $(wildcard http/*.h)
	@mkdir -p $(OUT)
	$(CXX) $(FLAGS) $(SOURCES) -o $@
