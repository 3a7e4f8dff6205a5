import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  createClientCertificate,
  issueServerCertificate,
} from './certificates.ts';
import { createChannelTokens } from './channelTokens.ts';
import { controlRoutes } from './control.ts';
import { connectorAudience, createEntra } from './entraId.ts';
import { createGraph, type GraphSettings } from './graph/graph.ts';
import { loopbackOnly } from './loopbackOnly.ts';
import { createManagedIdentity, tokenExchangeAudience } from './managedIdentity.ts';
import { addSampleConversations } from './teams/sampleConversations.ts';
import { createTeams, type TeamsSettings } from './teams/teams.ts';
import { createTokenService } from './tokenService.ts';
import type { Accounts, Clock, Tenant } from './types.ts';

/** How the bot proves itself to the sandbox's Entra; the app registration has what belongs to it. */
export const sandboxCredentials = ['secret', 'certificate', 'managedIdentity'] as const;
export type SandboxCredential = (typeof sandboxCredentials)[number];

export interface SandboxOptions {
  /** The client secret if left out. */
  readonly credential?: SandboxCredential;
  /** Port of the chat page; any free one if left out. */
  readonly port?: number;
  readonly clock?: Clock;
  /** An authority that whoever runs the bot trusts already. */
  readonly authority?: CertificateAuthority;
  readonly graph?: Partial<GraphSettings>;
  readonly teams?: Partial<TeamsSettings>;
  /** Where the chat page was built to; beside this file if left out. */
  readonly pageFolder?: string;
}

/** Pixels of the photos beside people's messages. */
const photoSize = 96;

/** Microsoft's side of the wire, on loopback: Entra, Graph, the Bot Framework, and Teams with its chat page. */
export async function startSandbox(options: SandboxOptions = {}) {
  const tenant: Tenant = {
    tenantId: randomUUID(),
    botId: randomUUID(),
    botPassword: randomUUID(),
    connectionName: 'profile-desk',
  };
  const authority = options.authority ?? (await createCertificateAuthority());
  const certificate = await issueServerCertificate(authority);
  const addresses = { entra: '', graph: '', web: '' };
  let botEndpoint = '';
  // The parts know one another, and some begin before the others are there.
  const accounts = (): Accounts => graph.directory;

  const entra = await createEntra({
    tenant,
    accounts,
    address: () => addresses.entra,
    graphAddress: () => addresses.graph,
  });
  const clock = options.clock ?? { now: () => Date.now() };
  const graph = createGraph({
    clock,
    verifyToken: entra.verifyToken,
    audience: () => addresses.graph,
    ...(options.graph ? { settings: options.graph } : {}),
  });
  const channelTokens = await createChannelTokens(tenant, () => addresses.web);
  const service = createTeams({
    tenant,
    accounts: graph.directory,
    clock,
    serviceUrl: () => `${addresses.web}/connector/`,
    signActivityToken: ({ serviceUrl }) => channelTokens.sign(serviceUrl),
    verifyToken: entra.verifyToken,
    issueSsoToken: entra.issueApiToken,
    botEndpoint: () => botEndpoint || undefined,
    photoOf: (oid) => graph.directory.record(oid)?.photo?.bytes(photoSize),
    ...(options.teams ? { settings: options.teams } : {}),
    ...(options.pageFolder ? { pageFolder: options.pageFolder } : {}),
  });
  const teams = { ...service, sampleConversations: addSampleConversations(service.groups, graph.directory) };
  const tokenService = createTokenService({
    tenant,
    entra,
    accounts,
    address: () => addresses.web,
    accountOf: teams.accountOf,
  });

  const managedIdentity = createManagedIdentity({
    issue: entra.issueManagedIdentityToken,
    address: () => `${addresses.web}/managed-identity`,
  });

  const web = new Hono();
  web.use(loopbackOnly);
  web.route('/botframework', channelTokens.routes);
  web.route('/token-service', tokenService.routes);
  web.route('/managed-identity', managedIdentity.routes);
  web.route('/sign-in', tokenService.pages);
  web.route('/sandbox/api', controlRoutes({ entra, graph, teams, tokenService }));
  web.route('/', teams.routes);

  const servers: Server[] = [];
  const listen = async (server: Server, port: number): Promise<number> => {
    servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return (server.address() as AddressInfo).port;
  };
  addresses.entra = `https://localhost:${await listen(createHttpsServer(certificate, getRequestListener(entra.routes.fetch)), 0)}`;
  addresses.graph = `https://localhost:${await listen(createHttpsServer(certificate, getRequestListener(graph.fetch)), 0)}`;
  addresses.web = `http://127.0.0.1:${await listen(createHttpServer(getRequestListener(web.fetch)), options.port ?? 0)}`;

  const folder = mkdtempSync(join(tmpdir(), 'profile-desk-sandbox-'));
  const authorityFile = join(folder, 'authority.pem');
  writeFileSync(authorityFile, authority.certificate);
  const credential = await registerCredential(options.credential ?? 'secret');

  /** Puts it into the app registration. @returns the bot's variables for it */
  async function registerCredential(kind: SandboxCredential): Promise<Record<string, string>> {
    if (kind === 'secret') return { BOT_PASSWORD: tenant.botPassword };
    if (kind === 'certificate') {
      const { key, certificate } = await createClientCertificate();
      entra.settings.certificates.add(certificate);
      const file = join(folder, 'bot.pem');
      writeFileSync(file, `${key}\n${certificate}\n`, { mode: 0o600 });
      return { BOT_CERTIFICATE_PATH: file };
    }
    const { clientId, principalId } = managedIdentity.identity;
    entra.settings.federatedCredentials.push({
      issuer: entra.issuer(),
      subject: principalId,
      audiences: [tokenExchangeAudience],
    });
    return { BOT_MANAGED_IDENTITY_CLIENT_ID: clientId, ...managedIdentity.environment() };
  }

  return {
    tenant,
    entra,
    graph,
    channelTokens,
    teams,
    tokenService,
    managedIdentity,
    /** Address of the chat page, without a slash at its end. */
    url: addresses.web,
    /** What activities carry as the address to answer to. */
    serviceUrl: `${addresses.web}/connector/`,
    /** A folder of the sandbox's own, gone when it ends. */
    folder,
    setBotEndpoint(url: string) {
      botEndpoint = url;
    },
    /** What a bot has to be started with, but for its port and its storage. */
    environment(): Record<string, string> {
      return {
        BOT_ID: tenant.botId,
        BOT_TENANT_ID: tenant.tenantId,
        ...credential,
        OAUTH_CONNECTION_NAME: tenant.connectionName,
        AUTHORITY_HOST: addresses.entra,
        GRAPH_BASE_URL: addresses.graph,
        BOT_OPENID_METADATA_URL: `${addresses.web}/botframework/v1/.well-known/openidconfiguration`,
        BOT_TOKEN_ISSUER: connectorAudience,
        BOT_TOKEN_SERVICE_URL: `${addresses.web}/token-service`,
        SERVICE_URL_HOSTS: new URL(addresses.web).host,
        FILE_HOSTS: new URL(addresses.web).host,
        HOST: '127.0.0.1',
        NODE_EXTRA_CA_CERTS: authorityFile,
      };
    },
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;
