import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an activity of the sandbox's Teams holds, as far as these bots look. */
export interface Heard {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly text?: string;
  readonly value?: Readonly<Record<string, unknown>>;
  readonly replyToId?: string;
  readonly serviceUrl: string;
  readonly conversation: { readonly id: string };
  readonly [field: string]: unknown;
}

export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
}

/** What a bot may call while it answers. */
export interface Connector {
  send(activity: object): Promise<{ status: number; id: string }>;
  update(messageId: string, activity: object): Promise<number>;
  delete(messageId: string): Promise<number>;
  /** Any call: a method, a path behind `v3/`, a body. */
  call(method: string, path: string, body?: unknown): Promise<Response>;
}

/** A bot of a few lines, that a test tells what to do: no SDK, so that Teams is tried by itself. */
export async function startEchoBot(
  token: () => Promise<string>,
  answer: (activity: Heard, connector: Connector) => Promise<Answer | undefined>,
) {
  const heard: { activity: Heard; authorization: string | undefined }[] = [];
  const server = createServer(async (request, response) => {
    const activity = JSON.parse(await textOf(request)) as Heard;
    heard.push({ activity, authorization: request.headers.authorization });
    const { status = 200, body } = (await answer(activity, connectorFor(activity, token))) ?? {};
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    heard,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function connectorFor({ serviceUrl, conversation }: Heard, token: () => Promise<string>): Connector {
  const call = async (method: string, path: string, body?: unknown) =>
    await fetch(`${serviceUrl}v3/${path}`, {
      method,
      headers: { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const activities = `conversations/${encodeURIComponent(conversation.id)}/activities`;
  return {
    call,
    async send(activity) {
      const response = await call('POST', activities, activity);
      const { id = '' } = (await response.json()) as { id?: string };
      return { status: response.status, id };
    },
    update: async (messageId, activity) => (await call('PUT', `${activities}/${messageId}`, activity)).status,
    delete: async (messageId) => (await call('DELETE', `${activities}/${messageId}`)).status,
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/** A message with one Adaptive Card. */
export function cardMessage(card: object): object {
  return {
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

/** A message with an OAuth card. */
export function oauthMessage(link: string, tokenExchangeId: string | undefined): object {
  const content = {
    connectionName: 'profile-desk',
    text: 'Please sign in.',
    buttons: [{ type: 'signin', title: 'Sign in', value: link }],
    ...(tokenExchangeId === undefined
      ? {}
      : { tokenExchangeResource: { id: tokenExchangeId, uri: 'api://botid' } }),
  };
  return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.oauth', content }] };
}

/** The body of an answer to a card action. */
export function cardAnswer(
  value: unknown,
  statusCode = 200,
  type = 'application/vnd.microsoft.card.adaptive',
): Answer {
  return { body: { statusCode, type, value } };
}
