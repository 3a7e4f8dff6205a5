import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';

/** A user-assigned managed identity of what runs the bot. */
export interface ManagedIdentity {
  readonly clientId: string;
  /** Object id of its service principal: the subject of its tokens. */
  readonly principalId: string;
}

export interface ManagedIdentityOptions {
  /** A token of Entra's for the identity. */
  readonly issue: (identity: ManagedIdentity, resource: string, seconds: number) => Promise<string>;
  /** Own address, under which the routes are. */
  readonly address: () => string;
}

/** Whom a token is meant for that is exchanged as a federated credential. */
export const tokenExchangeAudience = 'api://AzureADTokenExchange';
const apiVersion = '2019-08-01';

/**
 * The endpoint that App Service and Container Apps give to an app with a managed identity:
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference. Which status goes with
 * a wrong header or version is not documented.
 */
export function createManagedIdentity({ issue, address }: ManagedIdentityOptions) {
  const identity: ManagedIdentity = { clientId: randomUUID(), principalId: randomUUID() };
  const header = randomUUID();
  const settings = {
    /** A token of a managed identity lives for up to a day. */
    lifetimeSeconds: 86_400,
    /** The next answers fail with these statuses. */
    faults: [] as number[],
  };
  const requests: { readonly resource: string; readonly status: number }[] = [];
  const routes = new Hono();

  routes.get('/token', async (c) => {
    const resource = c.req.query('resource') ?? '';
    const answer = (status: 200 | 400 | 401 | 500, body: object) => {
      requests.push({ resource, status });
      return c.json(body, status);
    };
    const refuse = (status: 400 | 401 | 500, message: string) =>
      answer(status, { statusCode: status, message });
    const fault = settings.faults.shift();
    if (fault !== undefined) return refuse(fault as 500, 'Unavailable');
    if (c.req.header('x-identity-header') !== header) return refuse(401, 'Unauthorized');
    if (c.req.query('api-version') !== apiVersion) return refuse(400, 'Unsupported api-version');
    if (resource === '') return refuse(400, 'The resource is missing');
    // The text: https://github.com/Azure-Samples/azure-search-openai-demo/issues/2148. There is no system-assigned one.
    if (c.req.query('client_id') !== identity.clientId)
      return refuse(
        400,
        'No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.',
      );
    const { lifetimeSeconds } = settings;
    return answer(200, {
      access_token: await issue(identity, resource, lifetimeSeconds),
      client_id: identity.clientId,
      expires_on: String(Math.floor(Date.now() / 1_000) + lifetimeSeconds),
      resource,
      token_type: 'Bearer',
    });
  });

  return {
    routes,
    settings,
    requests,
    identity,
    /** What the platform puts into the app's environment. */
    environment: () => ({ IDENTITY_ENDPOINT: `${address()}/token`, IDENTITY_HEADER: header }),
  };
}

export type ManagedIdentityEndpoint = ReturnType<typeof createManagedIdentity>;
