import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import grpc from '@grpc/grpc-js';
import type Docker from 'dockerode';
import protobuf from 'protobufjs';

/** A session of BuildKit, over which a running build asks for its secrets. */
export interface BuildSession {
  id: string;
  close: () => void;
}

/** Of BuildKit, session/secrets/secrets.proto. */
const { root } = protobuf.parse(`syntax = "proto3";
  message GetSecretRequest { string ID = 1; map<string, string> annotations = 2; }
  message GetSecretResponse { bytes data = 1; }`);
const request = root.lookupType('GetSecretRequest');
const response = root.lookupType('GetSecretResponse');
const secretPath = '/moby.buildkit.secrets.v1.Secrets/GetSecret';
const credentialsPath = '/moby.filesync.v1.Auth/Credentials';
const healthPath = '/grpc.health.v1.Health/Check';
/** `HealthCheckResponse { status: SERVING }`. */
const serving = Buffer.from([8, 1]);

const unary = { requestStream: false, responseStream: false } as const;
const asBuffer = (message: Buffer) => message;

/**
 * Opens a session on the engine. A secret that is not given does not exist for the build.
 * @param secrets values by id, the `id` of `RUN --mount=type=secret`
 */
export async function openSession(docker: Docker, secrets: Record<string, string>): Promise<BuildSession> {
  const id = randomUUID();
  const server = new grpc.Server();
  server.addService(
    { getSecret: { path: secretPath, ...unary, ...secretCodec } },
    {
      getSecret: ({ request: { ID } }: { request: { ID: string } }, answer: grpc.sendUnaryData<Buffer>) => {
        if (Object.hasOwn(secrets, ID)) answer(null, Buffer.from(secrets[ID]!));
        else answer({ code: grpc.status.NOT_FOUND, details: `There is no build secret ${ID}.` });
      },
    },
  );
  // Base images are pulled without a password; the empty answer says so.
  server.addService(
    { credentials: { path: credentialsPath, ...unary, ...bytes } },
    { credentials: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => answer(null, Buffer.alloc(0)) },
  );
  // The engine asks every second, and closes a session that does not answer.
  server.addService(
    { check: { path: healthPath, ...unary, ...bytes } },
    { check: (_call: unknown, answer: grpc.sendUnaryData<Buffer>) => answer(null, serving) },
  );
  const socket = await dial(docker, id);
  server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(socket);
  return {
    id,
    close: () => {
      server.forceShutdown();
      socket.destroy();
    },
  };
}

const secretCodec = {
  requestSerialize: asBuffer,
  requestDeserialize: (message: Buffer) => request.decode(message) as unknown as { ID: string },
  responseSerialize: (data: Buffer) => Buffer.from(response.encode({ data }).finish()),
  responseDeserialize: asBuffer,
};
const bytes = {
  requestSerialize: asBuffer,
  requestDeserialize: asBuffer,
  responseSerialize: asBuffer,
  responseDeserialize: asBuffer,
};

function dial(docker: Docker, id: string): Promise<Socket> {
  const options = {
    method: 'POST',
    path: '/session',
    hijack: true,
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'toolyard',
      'X-Docker-Expose-Session-Grpc-Method': [secretPath, credentialsPath, healthPath],
    },
    statusCodes: { 200: true, 500: 'server error' },
  };
  return new Promise((resolve, reject) => {
    docker.modem.dial(options, (error, socket) => (error ? reject(error as Error) : resolve(socket as Socket)));
  });
}
