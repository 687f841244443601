# The server as an image. It serves on port 8000 and expects CLAIMSTEAD_DATABASE_URL and CLAIMSTEAD_KEYS_FILE
# (or CLAIMSTEAD_KEYS); compose.yaml gives it both.

FROM node:22-bookworm-slim AS web

WORKDIR /build/web
COPY web ./
RUN npm ci --no-fund --no-audit && npm run build


FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /build
RUN python -m venv /opt/claimstead

# The dependencies first: they change less often than the code does.
COPY requirements.lock ./
RUN /opt/claimstead/bin/pip install --require-hashes -r requirements.lock

COPY pyproject.toml README.md LICENSE ./
COPY app ./app
COPY --from=web /build/app/web ./app/web
RUN /opt/claimstead/bin/pip install --no-deps --no-build-isolation .


FROM python:3.11-slim-bookworm

RUN groupadd --system --gid 10001 claimstead \
    && useradd --system --uid 10001 --gid 10001 --home-dir /srv/claimstead --no-create-home --shell /usr/sbin/nologin claimstead \
    && install --directory --owner=claimstead --group=claimstead --mode=0700 /srv/claimstead /srv/claimstead/data

COPY --from=build /opt/claimstead /opt/claimstead
COPY --from=build /build/LICENSE /usr/share/doc/claimstead/LICENSE

ENV PATH=/opt/claimstead/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER claimstead
WORKDIR /srv/claimstead
EXPOSE 8000

HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]

CMD ["claimstead", "serve", "--host", "0.0.0.0"]
