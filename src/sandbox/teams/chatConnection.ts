import type { ChatEvent } from './wire.ts';

export type Fetch = typeof globalThis.fetch;

/** One person's line to the Teams service, for one conversation: requests, and a stream of what happens. */
export class ChatConnection {
  readonly oid: string;
  readonly #base: string;
  /** The personal chat if left out. */
  readonly #conversationId: string | undefined;
  readonly #fetch: Fetch;
  #stream: AbortController | undefined;

  constructor(baseUrl: string, oid: string, fetchIt: Fetch, conversationId?: string) {
    this.oid = oid;
    this.#base = `${baseUrl.replace(/\/$/u, '')}/teams/api/${oid}`;
    this.#conversationId = conversationId;
    this.#fetch = fetchIt;
  }

  #addressOf(path: string): string {
    const address = `${this.#base}/${path}`;
    if (this.#conversationId === undefined) return address;
    const separator = path.includes('?') ? '&' : '?';
    return `${address}${separator}conversation=${encodeURIComponent(this.#conversationId)}`;
  }

  /** @throws Error where the service refuses */
  async request<Answer>(method: 'GET' | 'POST' | 'PUT', path: string, body?: object): Promise<Answer> {
    const response = await this.#fetch(this.#addressOf(path), {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    if (!response.ok) throw new Error(`Teams answered ${response.status} to ${method} ${path}`);
    return (await response.json()) as Answer;
  }

  /** Uploads the bytes of a file. @throws Error where the service refuses */
  async upload<Answer>(path: string, contentType: string, bytes: Uint8Array<ArrayBuffer>): Promise<Answer> {
    const headers = { 'content-type': contentType };
    const response = await this.#fetch(this.#addressOf(path), { method: 'POST', headers, body: bytes });
    if (!response.ok) throw new Error(`Teams answered ${response.status} to POST ${path}`);
    return (await response.json()) as Answer;
  }

  /**
   * Listens until it is closed.
   * @param onEnd called when the service ended the stream
   * @returns once it has begun: later events are not missed
   */
  async listen(onEvent: (event: ChatEvent) => void, onEnd: () => void): Promise<void> {
    this.close();
    const stream = new AbortController();
    this.#stream = stream;
    const response = await this.#fetch(this.#addressOf('events'), { signal: stream.signal });
    const reader = response.body?.getReader();
    if (!response.ok || !reader) throw new Error(`Teams answered ${response.status} to GET events`);
    const decoder = new TextDecoder();
    let rest = '';
    const readMore = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      if (done) return false;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const data of blocks.map(dataOf).filter((text) => text !== ''))
        onEvent(JSON.parse(data) as ChatEvent);
      return true;
    };
    // The first block says that the service listens for this client.
    await readMore();
    void (async () => {
      while (await readMore());
    })()
      .catch(() => undefined)
      .then(() => {
        if (!stream.signal.aborted) onEnd();
      });
  }

  close(): void {
    this.#stream?.abort();
  }
}

/** The `data` of a block: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream. */
function dataOf(block: string): string {
  return block
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length).replace(/^ /u, ''))
    .join('\n');
}
