# The image holds the program, the certificates and the time zones it needs, and
# nothing else: no shell, no package manager.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=dev
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/firstline . \
 && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/firstline /firstline
# The database is all that is written; the rest of the file system may be read-only.
# The working directory is / so that the default path data/firstline.db is in the volume.
COPY --from=build --chown=65532:65532 /out/data /data
WORKDIR /
USER 65532:65532
VOLUME /data
EXPOSE 8080
ENTRYPOINT ["/firstline"]
CMD ["serve", "--config", "/etc/firstline/firstline.yaml"]
