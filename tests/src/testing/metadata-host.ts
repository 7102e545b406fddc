import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Worth nothing: for `localhost`, in tests alone. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgxkUJv7GZV6xvnuJu
wC4ubhJWSw9oZ1qlMSjW+4vD+5ihRANCAAR9YnpLzR9CBcc+zCQ3inoxxOXCbKJe
nwt6sdEdZmePWcWBhq3A7b/6+CJjex2EuSATT0lR9IC5vHt+lZW8SaWX
-----END PRIVATE KEY-----`;
const certificate = `-----BEGIN CERTIFICATE-----
MIIBYTCCAQegAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABH1iekvNH0IFxz7M
JDeKejHE5cJsol6fC3qx0R1mZ49ZxYGGrcDtv/r4ImN7HYS5IBNPSVH0gLm8e36V
lbxJpZejSDBGMBQGA1UdEQQNMAuCCWxvY2FsaG9zdDAPBgNVHRMBAf8EBTADAQH/
MB0GA1UdDgQWBBSSFXa1pFZT5hlyiMScAuJbzGaIBTAKBggqhkjOPQQDAgNIADBF
AiEAn+GG4AxpL6lpWCfAu3yO6BzuSyzppv+5fOOtZFUf99MCIACwFq3Qn8pypHw/
/UmYaXxFgeUIpHHV/2jaf7og5L3N
-----END CERTIFICATE-----`;

export interface MetadataHost {
  /** Host and port, as `TOOLYARD_CLIENT_METADATA_HOSTS` names it. */
  host: string;
  /** Address of the metadata document, which is the client's id. */
  clientId: string;
  /** What a process needs to trust it. */
  trust(folder: string): { NODE_EXTRA_CA_CERTS: string };
  stop(): Promise<void>;
}

/** Publishes the metadata document of a client (OAuth Client ID Metadata Document), as its maker would. */
export async function metadataHost(about: { client_name: string; redirect_uris: string[] }): Promise<MetadataHost> {
  let clientId = '';
  const server = createServer({ key, cert: certificate }, (_, res) => {
    res.writeHead(200, { 'content-type': 'application/json' }).end(
      JSON.stringify({
        client_id: clientId,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        ...about,
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `localhost:${(server.address() as AddressInfo).port}`;
  clientId = `https://${host}/client.json`;
  return {
    host,
    clientId,
    trust: (folder) => {
      const file = join(folder, 'metadata-host.pem');
      writeFileSync(file, certificate);
      return { NODE_EXTRA_CA_CERTS: file };
    },
    stop: () => new Promise((resolve) => (server.closeAllConnections(), server.close(() => resolve()))),
  };
}
