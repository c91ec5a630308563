// k6 as its module has it, with the extension beside this file, for the machine it is built on.
package main

import (
	_ "infbench-k6/sse"

	"go.k6.io/k6/cmd"
)

func main() {
	cmd.Execute()
}
