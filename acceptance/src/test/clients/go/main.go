// A function in Go with AWS's own library, which speaks the Runtime API.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-lambda-go/lambdacontext"
)

type order struct {
	Do   string `json:"do"`
	Text string `json:"text"`
}

func handle(ctx context.Context, wanted order) (string, error) {
	fmt.Println("asked for " + wanted.Do)
	switch wanted.Do {
	case "fail":
		return "", fmt.Errorf("no luck")
	case "panic":
		panic("at all")
	case "exit":
		os.Exit(3)
	case "who":
		known, _ := lambdacontext.FromContext(ctx)
		deadline, _ := ctx.Deadline()
		return fmt.Sprintf("%s %v", known.InvokedFunctionArn, deadline.IsZero()), nil
	}
	return wanted.Text, nil
}

func main() {
	lambda.Start(handle)
}
