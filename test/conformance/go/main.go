// A function for github.com/aws/aws-lambda-go: it does as the event says.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type order struct {
	Do   string `json:"do"`
	Gate string `json:"gate"`
	Size int    `json:"size"`
	Fail bool   `json:"fail"`
}

type told struct {
	Pid       int               `json:"pid"`
	RequestID string            `json:"requestId"`
	ARN       string            `json:"arn"`
	Name      string            `json:"name"`
	Remaining int64             `json:"remaining"`
	Trace     string            `json:"trace"`
	Custom    map[string]string `json:"custom"`
	Tenant    string            `json:"tenant"`
}

func tell(ctx context.Context) told {
	lc, _ := lambdacontext.FromContext(ctx)
	deadline, _ := ctx.Deadline()
	trace, _ := ctx.Value("x-amzn-trace-id").(string)
	if env := os.Getenv("_X_AMZN_TRACE_ID"); env != trace {
		trace = "context and environment differ: " + trace + " " + env
	}
	return told{
		Pid:       os.Getpid(),
		RequestID: lc.AwsRequestID,
		ARN:       lc.InvokedFunctionArn,
		Name:      lambdacontext.FunctionName,
		Remaining: time.Until(deadline).Milliseconds(),
		Trace:     trace,
		Custom:    lc.ClientContext.Custom,
		Tenant:    lc.TenantID,
	}
}

// together ends when so many of it are at work at the same time.
func together(ctx context.Context, o order) (any, error) {
	lc, _ := lambdacontext.FromContext(ctx)
	err := os.WriteFile(o.Gate+"/"+lc.AwsRequestID, nil, 0o644)
	for err == nil {
		names, wrong := os.ReadDir(o.Gate)
		if err = wrong; len(names) >= o.Size {
			return "together", nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return nil, err
}

func handler(ctx context.Context, event json.RawMessage) (any, error) {
	var o order
	_ = json.Unmarshal(event, &o)
	switch o.Do {
	case "tell":
		return tell(ctx), nil
	case "error":
		return nil, errors.New("told to fail")
	case "panic":
		panic("told to panic")
	case "exit":
		os.Exit(3)
	case "hang":
		time.Sleep(time.Hour)
	case "together":
		return together(ctx, o)
	case "size":
		return strings.Repeat("x", o.Size-2), nil
	}
	return event, nil
}

// gated gives "first", then waits for the file gate before it goes on.
type gated struct {
	order order
	step  int
}

func (g *gated) Read(p []byte) (int, error) {
	g.step++
	switch g.step {
	case 1:
		return copy(p, "first\n"), nil
	case 2:
		for g.order.Gate != "" {
			if _, err := os.Stat(g.order.Gate); err == nil {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if g.order.Fail {
			return 0, errors.New("told to fail in the middle")
		}
		return copy(p, "second\n"), nil
	}
	return 0, io.EOF
}

func stream(ctx context.Context, o order) (io.Reader, error) {
	return &gated{order: o}, nil
}

func page(ctx context.Context, event events.LambdaFunctionURLRequest) (
	*events.LambdaFunctionURLStreamingResponse, error) {
	return &events.LambdaFunctionURLStreamingResponse{
		StatusCode: 201,
		Headers:    map[string]string{"x-path": event.RawPath},
		Cookies:    []string{"a=b"},
		Body:       &gated{},
	}, nil
}

func main() {
	switch os.Getenv("_HANDLER") {
	case "broken":
		panic("told not to start")
	case "stream":
		lambda.Start(stream)
	case "page":
		lambda.Start(page)
	default:
		lambda.Start(handler)
	}
}
