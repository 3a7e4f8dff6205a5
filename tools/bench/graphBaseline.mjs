import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** Sends Graph the requests that the bot sent it, with the rights of the same person. */
export async function startBaseline(sandbox, oid) {
  const { tenantId, botId, botPassword } = sandbox.tenant;
  const environment = sandbox.environment();
  const form = new URLSearchParams({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    requested_token_use: 'on_behalf_of',
    client_id: botId,
    client_secret: botPassword,
    assertion: await sandbox.entra.issueApiToken(oid),
    scope: `${environment.GRAPH_BASE_URL}/User.ReadWrite.All`,
  });
  const worker = new Worker(new URL('./graphAlone.mjs', import.meta.url), {
    workerData: {
      graph: environment.GRAPH_BASE_URL,
      ca: readFileSync(environment.NODE_EXTRA_CA_CERTS, 'utf8'),
      exchange: {
        url: `${environment.AUTHORITY_HOST}/${tenantId}/oauth2/v2.0/token`,
        form: form.toString(),
      },
    },
  });
  return {
    /**
     * @param requests as the stand-in recorded them
     * @returns {Promise<{ ms: number, sizes: { sent: number, received: number }[] }>}
     */
    async replay(requests) {
      worker.postMessage(
        requests.map(({ method, url, body }) => ({
          method,
          path: url,
          body: body === undefined ? undefined : JSON.stringify(body),
        })),
      );
      const [result] = await once(worker, 'message');
      if (result.problem) throw new Error(`Graph alone: ${result.problem}`);
      return result;
    },
    close: () => worker.terminate(),
  };
}
