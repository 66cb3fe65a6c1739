# Builds the app, and copies only what is needed to serve it: `docker build -t curfew .`
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /build
COPY . .
RUN node scripts/run.mjs bundle /bundle

FROM node:24.21.0-bookworm-slim
# npm, yarn and corepack are for building.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack /opt/yarn-* \
 && install -d -o node -g node -m 700 /data
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /app
COPY --from=build /bundle ./
# By its number, so that Kubernetes can tell that it isn't root.
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://localhost:${process.env.PORT || 3000}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/web/src/server/main.ts"]
