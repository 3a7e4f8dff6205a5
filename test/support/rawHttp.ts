import { connect } from 'node:net';

/** What came back for bytes that may be no HTTP. */
export interface RawAnswer {
  /** Undefined where the connection ended without an answer. */
  readonly status: number | undefined;
  readonly body: string;
}

/** Milliseconds to wait for an answer: longer than the bot waits for a body. */
const longestMs = 20_000;

/**
 * Sends bytes as they are, reads one answer, and breaks the connection off.
 * @param isWhole whether they are a whole request: if not, nothing more comes, and the server is told so
 * @param beforeLast what to do when all but the last byte is sent, or as much as the server takes before it answers:
 *   the connection stays until it is done
 */
export async function sendRaw(
  port: number,
  bytes: Uint8Array,
  isWhole: boolean,
  beforeLast?: () => Promise<void>,
): Promise<RawAnswer> {
  return await new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const hasBody = !String.fromCharCode(...bytes.subarray(0, 5)).startsWith('HEAD ');
    let received = '';
    let looking: Promise<void> | undefined;
    const end = (): void => {
      clearTimeout(timer);
      socket.removeAllListeners().on('error', () => undefined);
      looking ??= beforeLast?.();
      void Promise.resolve(looking)
        .then(() => resolve(readAnswer(received, hasBody) ?? { status: undefined, body: received }), reject)
        .finally(() => socket.resetAndDestroy());
    };
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer, but: ${JSON.stringify(received)}`));
    }, longestMs);
    socket.on('data', (chunk) => {
      received += chunk.toString('latin1');
      if (readAnswer(received, hasBody)) end();
    });
    socket.once('error', end);
    socket.once('close', end);
    const last = beforeLast ? bytes.length - 1 : 0;
    const goOn = (): unknown =>
      isWhole ? socket.write(bytes.subarray(last)) : socket.end(bytes.subarray(last));
    if (!beforeLast) {
      goOn();
      return;
    }
    socket.write(bytes.subarray(0, last), () => {
      looking ??= beforeLast();
      looking.then(goOn, reject);
    });
  });
}

const lastChunk = '0\r\n\r\n';

/** An answer of the server's, once all of it is there: https://www.rfc-editor.org/rfc/rfc9112#section-6.3. */
function readAnswer(text: string, hasBody: boolean): RawAnswer | undefined {
  const head = /^HTTP\/1\.1 (\d{3})[\s\S]*?\r\n\r\n/.exec(text);
  if (!head) return undefined;
  const [lines, status] = [head[0], Number(head[1])];
  const rest = text.slice(lines.length);
  if (status < 200) return readAnswer(rest, hasBody);
  if (!hasBody) return { status, body: '' };
  if (/\r\nTransfer-Encoding: chunked\r\n/i.test(lines))
    return rest.endsWith(lastChunk) ? { status, body: rest.slice(0, -lastChunk.length) } : undefined;
  const length = Number(/\r\nContent-Length: (\d+)\r\n/i.exec(lines)?.[1] ?? 0);
  return rest.length >= length ? { status, body: rest.slice(0, length) } : undefined;
}
