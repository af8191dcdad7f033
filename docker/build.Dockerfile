# What dayfly is built with, and dayfly built: `make docker-build`. The sources
# are the context. Take out what was made:
#
#   docker run --rm dayfly-build tar -C /src/build -c bootstrap dayfly | tar -x
ARG BASE=debian:bookworm-slim
FROM ${BASE}
ARG BASE
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="dayfly: build" \
      org.opencontainers.image.description="dayfly and what it is built with" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="${BASE}"
# Asks the network only when the base has them not.
RUN want="gcc make pkg-config libc6-dev libcurl4-openssl-dev libjansson-dev libmicrohttpd-dev libyaml-dev libsqlite3-dev libzip-dev nettle-dev libgnutls28-dev zlib1g-dev"; \
    dpkg -s $want >/dev/null 2>&1 || { apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends $want \
    && rm -rf /var/lib/apt/lists/*; }
COPY . /src/
WORKDIR /src
RUN make -s programs && build/bootstrap --version
USER 10001:10001
HEALTHCHECK NONE
CMD ["build/bootstrap", "--version"]
