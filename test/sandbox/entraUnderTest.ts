import { readFileSync } from 'node:fs';
import type { CertificateAuthority } from '../../src/sandbox/certificates.ts';
import type { EntraErrorBody } from '../../src/sandbox/entraErrors.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';

export const onBehalfOf = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What the token endpoint answers: a token, or an error. */
export interface TokenAnswer extends Partial<EntraErrorBody> {
  readonly token_type?: string;
  readonly scope?: string;
  readonly expires_in?: number;
  readonly access_token?: string;
}

/** The sandbox, with the authority that this process trusts. */
export async function startServices(options: SandboxOptions = {}): Promise<Sandbox> {
  const authority = JSON.parse(
    readFileSync(process.env.TEST_AUTHORITY ?? '', 'utf8'),
  ) as CertificateAuthority;
  return await startSandbox({ authority, ...options });
}

/** Asks the token endpoint over https, as any client does. An undefined value leaves the parameter out. */
export async function askForToken(
  { tenant, environment }: Sandbox,
  form: Readonly<Record<string, string | undefined>>,
  tenantId = tenant.tenantId,
) {
  const all = { client_id: tenant.botId, client_secret: tenant.botPassword, ...form };
  const given = Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const url = `${environment().AUTHORITY_HOST}/${tenantId}/oauth2/v2.0/token`;
  const response = await fetch(url, { method: 'POST', body: new URLSearchParams(given) });
  return { status: response.status, headers: response.headers, body: (await response.json()) as TokenAnswer };
}

/** An on-behalf-of request for permissions of Graph. */
export async function exchangeForm(sandbox: Sandbox, oid: string, permissions: string) {
  const prefix = sandbox.environment().GRAPH_BASE_URL;
  return {
    grant_type: onBehalfOf,
    requested_token_use: 'on_behalf_of',
    assertion: await sandbox.entra.issueApiToken(oid),
    scope: permissions
      .split(' ')
      .map((permission) => `${prefix}/${permission}`)
      .join(' '),
  };
}
