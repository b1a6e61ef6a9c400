# One image for all roles: name the roles to run as arguments (gateway, bot, handoff; none means all).
FROM node:22-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force
# For EMBEDDING_DIR alone: half a gigabyte that runs an encoder in a folder. Its scripts would fetch drivers for graphics cards.
ARG ENCODER=
RUN if [ -n "$ENCODER" ]; then \
      runner=@huggingface/transformers && \
      npm install --no-save --save-prod --ignore-scripts "$runner@$(node -p "require('./package.json').peerDependencies['$runner']")" && \
      npm cache clean --force; \
    fi
COPY --from=build /app/dist ./dist
# Read at run time, from the same places as in the repository.
COPY services/platform/migrations ./services/platform/migrations
COPY services/texts ./services/texts
COPY knowledge/content ./knowledge/content
COPY knowledge/demo-use-lite-512-q.bin ./knowledge/
RUN chmod +x dist/scripts/frontdesk.js && ln -s /app/dist/scripts/frontdesk.js /usr/local/bin/frontdesk
USER node
EXPOSE 3000
ENTRYPOINT ["node", "dist/services/main.js"]
