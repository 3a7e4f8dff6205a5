FROM node:24.21.0-bookworm-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run artefact -- --out /app

FROM node:24.21.0-bookworm-slim
# All that the bot writes: its journal, where STORAGE is a folder.
RUN install -d -o 65532 -g 65532 -m 700 /data
ENV STORAGE=file:/data
VOLUME ["/data"]
WORKDIR /app
COPY --from=build /app ./
USER 65532:65532
EXPOSE 3978
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3978) + '/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "index.js"]
