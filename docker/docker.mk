# The images. docker/image describes the variables of each target.

### Docker

docker-images: ## lists the variables; build by docker-lambda, -rie, -host or -build FUNCTION=hello; docker-up: three functions by compose
	@docker/image

docker-stage: build examples
	@BUILD=$(B) docker/image stage

docker-lambda docker-rie docker-host docker-up: build examples
	@BUILD=$(B) docker/image $(@:docker-%=%)

docker-build: $(MHD_STAMP)
docker-build docker-down:
	@BUILD=$(B) docker/image $(@:docker-%=%)

.PHONY: docker-images docker-stage docker-lambda docker-rie docker-host \
	docker-build docker-up docker-down
