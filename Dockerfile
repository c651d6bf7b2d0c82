# Viva in a container: docker build -t viva . && docker run -e VIVA_TOKEN=... -v viva:/data viva

FROM python:3.13-slim AS build
WORKDIR /src
COPY constraints.txt ./
RUN python -m venv /opt/build \
    && /opt/build/bin/pip install --no-cache-dir --constraint constraints.txt hatchling
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY questions questions
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheels . \
    && python -m venv /opt/viva \
    && /opt/viva/bin/pip install --no-cache-dir --constraint constraints.txt /wheels/*.whl

FROM python:3.13-slim
RUN groupadd --gid 10001 viva \
    && useradd --uid 10001 --gid viva --no-create-home --home-dir /data --shell /usr/sbin/nologin viva \
    && install --directory --owner=viva --group=viva /data
COPY --from=build /opt/viva /opt/viva
ENV PATH=/opt/viva/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    VIVA_DATABASE=/data/viva.db
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["viva", "health"]
ENTRYPOINT ["viva"]
CMD ["run"]
