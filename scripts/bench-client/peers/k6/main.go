// k6 as its module has it, for the machine it is built on.
package main

import "go.k6.io/k6/cmd"

func main() {
	cmd.Execute()
}
