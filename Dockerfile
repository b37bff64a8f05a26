# dingpipe without Node on the machine: the command for pipelines, and the gateway. `npm run build` comes first: the image holds
# the files of the npm package, as they were tested.
FROM node:24.21.0-alpine@sha256:ebfe2f90462722a7a4de65e91990e97fe0d401c70e0e762c5b53302f905ec1c1 AS trimmed
# A pipeline's steps run in a shell, so Alpine stays; what only installs packages goes.
RUN rm -rf /usr/local/lib/node_modules /usr/local/include /usr/local/share /opt/yarn-* /root/.npm /tmp/* \
  && find /usr/local/bin -type l -delete \
  && ln -s /opt/dingpipe/bin/dingpipe.cjs /usr/local/bin/dingpipe \
  && mkdir /data \
  && chown 1000:1000 /data

# A layer cannot shrink what is below it.
FROM scratch
COPY --from=trimmed / /
COPY --chmod=755 apps/cli/bin /opt/dingpipe/bin
COPY apps/cli/dist /opt/dingpipe/dist
COPY apps/cli/package.json apps/cli/schema.json apps/cli/LICENSE /opt/dingpipe/
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
# Node's own user, as a number: Kubernetes' runAsNonRoot believes nothing else.
USER 1000:1000
# The gateway's folder: `serve --data /data --host 0.0.0.0`.
VOLUME /data
EXPOSE 8787
ENTRYPOINT ["dingpipe"]
