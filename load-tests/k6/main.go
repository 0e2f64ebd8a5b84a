// A k6 with one extension, k6/x/sse: stock k6 cannot read server-sent events.
package main

import (
	"go.k6.io/k6/cmd"

	_ "holdfast/load-tests/k6/sse"
)

func main() {
	cmd.Execute()
}
