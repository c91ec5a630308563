#include "int_avxvnni.cc"
