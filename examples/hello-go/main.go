// A Go program as a handler: the event comes on stdin, the answer goes to
// stdout. It needs no library of AWS's, and no listening.
//
//	CGO_ENABLED=0 go build -ldflags=-s -o handler main.go
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
)

func main() {
	var event struct{ Name string }
	if err := json.NewDecoder(os.Stdin).Decode(&event); err != nil {
		log.Fatal(err) // to stderr, which is the log; exit 1 is an error
	}
	answer := map[string]string{"message": fmt.Sprintf("Hello, %s!", event.Name)}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		log.Fatal(err)
	}
}
