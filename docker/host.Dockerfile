# `dayfly serve` for the functions in /functions, on loopback: run it with
# --network host, or beside a proxy in the same pod (kubernetes.yaml). The
# context is what docker/image stages in build/docker.
ARG BASE=debian:bookworm-slim
FROM ${BASE}
ARG BASE
ARG VERSION
ARG REVISION
ARG CREATED
LABEL org.opencontainers.image.title="dayfly" \
      org.opencontainers.image.description="Lambda functions on your own machine, a process for every event" \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.base.name="${BASE}"
# The packages of the machine that built it. Asks the network only when the base
# has them not.
ARG LIBRARIES=""
RUN want="$LIBRARIES ca-certificates"; \
    dpkg -s $want >/dev/null 2>&1 || { apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends $want \
    && rm -rf /var/lib/apt/lists/*; }
COPY host/ /opt/dayfly/
RUN /opt/dayfly/bin/dayfly --version && /opt/dayfly/bin/bootstrap --version || { \
    echo "${BASE} has other libraries than the machine that built dayfly: take the" \
    "base of its release, or build it there" >&2; exit 1; }
COPY examples/ /functions/
ENV PATH=/opt/dayfly/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin
WORKDIR /functions
USER 10001:10001
HEALTHCHECK --interval=10s --timeout=3s CMD ["/opt/dayfly/bin/dayfly", "list"]
ENTRYPOINT ["/opt/dayfly/bin/dayfly"]
CMD ["serve", "/functions"]
