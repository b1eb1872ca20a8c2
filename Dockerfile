# The platform in one image: what the lock file says, hashes checked, without root. Data live in the volume /data.
FROM python:3.11-slim-bookworm AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/plateforme
WORKDIR /src
COPY requirements.lock ./
RUN /opt/plateforme/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY migrations ./migrations
COPY src ./src
RUN /opt/plateforme/bin/pip install --no-deps .

FROM python:3.11-slim-bookworm

LABEL org.opencontainers.image.title="Plateforme" \
      org.opencontainers.image.description="Open-data platform for local governments" \
      org.opencontainers.image.licenses="EUPL-1.2"
RUN groupadd --system --gid 10001 plateforme \
 && useradd --system --uid 10001 --gid plateforme --home-dir /data --shell /usr/sbin/nologin plateforme \
 && install --directory --owner plateforme --group plateforme --mode 0750 /data
COPY --from=build /opt/plateforme /opt/plateforme
ENV PATH=/opt/plateforme/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PLATEFORME_HOME=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/v1/', timeout=4).read()"]
STOPSIGNAL SIGTERM
CMD ["plateforme", "serve", "--host", "0.0.0.0", "--port", "8000", "--home", "/data"]
