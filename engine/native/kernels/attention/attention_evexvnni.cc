#include "attention_avxvnni.cc"
