// Run once for each event: the event comes on stdin, the answer goes to stdout
// as JSON, stderr is the log, and exit 0 means success.
//
//	CGO_ENABLED=0 go build -o handler .
package main

import (
	"encoding/json"
	"log"
	"os"
)

type Person struct {
	Name string `json:"name"`
}

type Greeting struct {
	Message string `json:"message"`
}

func greet(person Person) (Greeting, error) {
	if person.Name == "" {
		person.Name = "world"
	}
	log.Println("greeting", person.Name)
	return Greeting{Message: "Hello, " + person.Name + "!"}, nil
}

func main() {
	var person Person
	if err := json.NewDecoder(os.Stdin).Decode(&person); err != nil {
		log.Fatal(err)
	}
	greeting, err := greet(person)
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(greeting); err != nil {
		log.Fatal(err)
	}
}
