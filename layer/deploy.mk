# Layers and functions on AWS, by the AWS CLI. layer/deploy describes the
# variables of each target.

### AWS

deploy-layer: ## publish the runtime layer; deploy-deno-layer and the like: the layer of an interpreter
	@BUILD=$(B) layer/deploy layer runtime

deploy-%-layer:
	@BUILD=$(B) layer/deploy layer $*

create-function: ## NAME=… CODE=folder ROLE=arn: create or update a function; then update-code, update-config, invoke, function-url, logs, delete
	@layer/deploy create

function-url: ## NAME=… AUTH=AWS_IAM or NONE, MODE=BUFFERED or RESPONSE_STREAM: create its URL
	@layer/deploy url

update-code update-config invoke logs delete:
	@layer/deploy $@

.PHONY: deploy-layer create-function function-url update-code update-config \
	invoke logs delete
